from django.urls import path

from debts import views

app_name = "debts"
urlpatterns = [
    path("", views.register_list, name="register_list"),
    path("new/", views.register_new, name="register_new"),
    path("<int:register_id>/", views.register, name="register"),
    path("<int:register_id>/doubts/", views.doubts, name="doubts"),
    path("<int:register_id>/record/", views.record, name="record"),
    path("<int:register_id>/discard/", views.discard, name="discard"),
]
