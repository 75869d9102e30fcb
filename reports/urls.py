from django.urls import path, register_converter

from members.addresses import InstitutionCode
from reports import views

register_converter(InstitutionCode, "institution")

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("district-form/<institution:code>/", views.district_form_preview, name="district_form"),
    path(
        "district-form/<institution:code>.<slug:file_format>",
        views.district_form_file,
        name="district_form_file",
    ),
]
