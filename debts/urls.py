from django.urls import path

app_name = "debts"
urlpatterns: list[path] = []
