"""The form of the arrears page."""

from fundinst.forms import ActForm, ThaiDateField


class PortfolioDayForm(ActForm):
    """The day, past or coming, on which the contracts are looked at."""

    on = ThaiDateField(label="ดูยอด ณ วันที่", help_text="เช่น 30/9/2568 ดูวันที่ผ่านมาหรือวันข้างหน้าก็ได้")
