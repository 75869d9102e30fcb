from django.urls import path

from consolidation.views import (
    answers,
    contract_list,
    contracts,
    exports,
    home,
    household,
    household_list,
    households,
    living,
    merging,
    people,
    practice,
    start,
    targets,
    village,
)

app_name = "consolidation"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/<institution:code>/", start.start, name="start"),
    path("practice/", practice.practice, name="practice"),
    path("practice/leave/", practice.practice_leave, name="practice_leave"),
    path("practice/remove/", practice.practice_remove, name="practice_remove"),
    path("households/", household_list.household_list, name="household_list"),
    path("households.<str:file_format>", exports.households, name="household_list_file"),
    path("households/<int:household_id>/", household.household, name="household"),
    path("households/<int:household_id>/select/", households.select, name="select"),
    path("households/<int:household_id>/merge/", merging.merge, name="merge"),
    path("households/<int:household_id>/info/", people.people, name="people"),
    path("households/<int:household_id>/info/house/", people.house, name="house"),
    path("households/<int:household_id>/info/people/new/", people.person_new, name="person_new"),
    path(
        "households/<int:household_id>/info/people/<int:person_id>/", people.person, name="person"
    ),
    path(
        "households/<int:household_id>/info/people/<int:person_id>/head/", people.head, name="head"
    ),
    path(
        "households/<int:household_id>/info/income/new/",
        living.line,
        {"kind": "income"},
        name="income_new",
    ),
    path(
        "households/<int:household_id>/info/income/<int:line_id>/",
        living.line,
        {"kind": "income"},
        name="income",
    ),
    path(
        "households/<int:household_id>/info/income/<int:line_id>/remove/",
        living.remove,
        {"kind": "income"},
        name="income_remove",
    ),
    path(
        "households/<int:household_id>/info/expense/new/",
        living.line,
        {"kind": "expense"},
        name="expense_new",
    ),
    path(
        "households/<int:household_id>/info/expense/<int:line_id>/",
        living.line,
        {"kind": "expense"},
        name="expense",
    ),
    path(
        "households/<int:household_id>/info/expense/<int:line_id>/remove/",
        living.remove,
        {"kind": "expense"},
        name="expense_remove",
    ),
    path("households/<int:household_id>/criteria/", answers.criteria, name="criteria"),
    path("targets/", targets.targets_home, name="targets_home"),
    path("targets/<institution:code>/", targets.targets, name="targets"),
    path("targets/<institution:code>/answers/next/", answers.answers_next, name="answers_next"),
    path("targets/<institution:code>/criteria/", targets.criteria_set, name="criteria_set"),
    path("village/<institution:code>/", village.village, name="village"),
    path("village/<institution:code>/figures/new/", village.figure, name="figure_new"),
    path("village/<institution:code>/figures/table/", village.figure_table, name="figure_table"),
    path("village/<institution:code>/figures/<int:figure_id>/", village.figure, name="figure"),
    path(
        "village/<institution:code>/figures/<int:figure_id>/remove/",
        village.figure_remove,
        name="figure_remove",
    ),
    path("contracts/", contract_list.contract_list, name="contract_list"),
    path("contracts.<str:file_format>", exports.contracts, name="contract_list_file"),
    path("contracts/<int:contract_id>/", contracts.contract, name="contract"),
    path("contracts/<int:contract_id>/undo/", contracts.undo, name="undo"),
    path("transfers/<int:transfer_id>/pay/", contracts.pay, name="pay"),
]
