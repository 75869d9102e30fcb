from django.urls import path

from reports import contract_pages, repayment_pages, survey_pages, views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("district-form/<institution:code>/", views.district_form_preview, name="district_form"),
    path(
        "district-form/<institution:code>.<slug:file_format>",
        views.district_form_file,
        name="district_form_file",
    ),
    path(
        "survey-form/<institution:code>.pdf",
        survey_pages.survey_form_file,
        name="survey_form_file",
    ),
    path(
        "receipts/of/<institution:code>.pdf",
        repayment_pages.receipts_of_day_file,
        name="receipts_of_day_file",
    ),
    path("receipts/<int:receipt_id>.pdf", repayment_pages.receipt_file, name="receipt_file"),
    path(
        "contracts/<int:contract_id>/contract.pdf",
        contract_pages.contract_file,
        name="contract_file",
    ),
    path(
        "contracts/<int:contract_id>/card.pdf",
        repayment_pages.repayment_card_file,
        name="repayment_card_file",
    ),
    path(
        "contracts/<int:contract_id>/closing-letter.pdf",
        repayment_pages.closing_letter_file,
        name="closing_letter_file",
    ),
]
