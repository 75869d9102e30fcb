"""The files of tests that take long, the longest first.

They are handed out in this order (``--no-loadscope-reorder``): a long file at the end keeps one
core busy and leaves the others idle.
"""

LONGEST = [
    "test_accessible",
    "test_every_address",
    "test_odd_addresses",
    "test_every_form",
    "test_who_looked",
    "test_mass_assignment",
    "test_life",
    "test_at_once",
    "test_demo_data",
    "test_repaid_by_keyboard",
    "test_founding_in_browser",
    "test_idle_in_browser",
    "test_recording_job",
    "test_grid_cut_line",
    "test_grid_phone",
    "test_grid_two_people",
    "test_grid_saving",
    "test_grid_leaving_nothing",
    "test_review_round",
    "test_who_sees_what",
    "test_user_pages",
    "test_history_rebuilds",
    "test_demo",
    "test_serve",
    "test_worker",
    "test_grants",
    "test_main_job",
]
