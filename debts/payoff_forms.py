"""The form of a pay-off: on what day."""

from fundinst.forms import ActForm, ThaiDateField


class PayOffForm(ActForm):
    """The day on which the loans are to be paid off; it may be still to come."""

    on = ThaiDateField(label="ปิดหนี้วันที่", required=False, help_text="เช่น 30/6/2570 วันที่ยังมาไม่ถึงก็ได้")
