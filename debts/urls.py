from django.urls import path

from debts.views import (
    acknowledging,
    classes,
    classifying,
    grid,
    loan_details,
    payoffs,
    rates,
    register_files,
    registers,
    unread,
)

app_name = "debts"
urlpatterns = [
    path("classes/", classes.class_summary, name="class_summary"),
    path("classes/households/", classes.class_households, name="class_households"),
    path("classes/<institution:code>/next/", classifying.classify_next, name="classify_next"),
    path("classes/<institution:code>/scheme/", classes.class_scheme, name="class_scheme"),
    path("households/<int:household_id>/class/", classifying.classify, name="classify"),
    path("households/<int:household_id>/payoff/", payoffs.payoff, name="payoff"),
    path("loans/<int:loan_id>/rate/", rates.rate, name="rate"),
    path(
        "loans/<int:loan_id>/acknowledgments/",
        acknowledging.acknowledgments,
        name="acknowledgments",
    ),
    path("prescription/of/<institution:code>/", acknowledging.nearly_barred, name="nearly_barred"),
    path("grid/", grid.grid_home, name="grid_home"),
    path("grid/<institution:code>/", grid.grid, name="grid"),
    path("grid/<institution:code>/rows/", grid.grid_row, name="grid_row"),
    path("grid/<institution:code>/totals/", grid.ledger_totals, name="ledger_totals"),
    path("grid/<institution:code>/drop/", grid.grid_drop, name="grid_drop"),
    path("grid/<institution:code>/unpaste/", grid.grid_unpaste, name="grid_unpaste"),
    path(
        "grid/<institution:code>/households/<int:household_id>/accounts/<int:account_id>/",
        loan_details.loan_details,
        name="loan_details",
    ),
    path("registers/", registers.register_list, name="register_list"),
    path("registers/new/", registers.register_new, name="register_new"),
    path(
        "registers/template/<institution:code>.xlsx",
        register_files.register_template,
        name="register_template",
    ),
    path("registers/<int:register_id>/", registers.register, name="register"),
    path("registers/<int:register_id>/read/", unread.read, name="read_register"),
    path("registers/<int:register_id>/doubts/", registers.doubts, name="doubts"),
    path("registers/<int:register_id>/record/", registers.record, name="record"),
    path("registers/<int:register_id>/discard/", registers.discard, name="discard"),
    path(
        "registers/<int:register_id>/file-to-mend/",
        register_files.register_errors,
        name="register_errors",
    ),
]
