from django.urls import path

from consolidation.views import contracts, home, households, merging

app_name = "consolidation"
urlpatterns = [
    path("", home.home, name="home"),
    path("households/", households.household_list, name="household_list"),
    path("households/<int:household_id>/", households.household, name="household"),
    path("households/<int:household_id>/select/", households.select, name="select"),
    path("households/<int:household_id>/merge/", merging.merge, name="merge"),
    path("contracts/", contracts.contract_list, name="contract_list"),
    path("contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("contracts/<int:contract_id>/undo/", contracts.undo, name="undo"),
    path("transfers/<int:transfer_id>/pay/", contracts.pay, name="pay"),
]
