from django.urls import path

from reports import survey_pages, views

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
]
