from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from members import views
from members.forms import SignInForm

app_name = "members"
urlpatterns = [
    path(
        "sign-in/",
        LoginView.as_view(
            template_name="members/sign_in.html",
            authentication_form=SignInForm,
            redirect_authenticated_user=True,
        ),
        name="sign_in",
    ),
    path("sign-out/", LogoutView.as_view(), name="sign_out"),
    path("funds/", views.fund_list, name="fund_list"),
]
