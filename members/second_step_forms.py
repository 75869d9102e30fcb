from django import forms

from fundinst.forms import ActForm


class CodeForm(ActForm):
    """A code of the telephone's, or from the paper."""

    code = forms.CharField(
        label="รหัส 6 หลักจากแอป หรือรหัสสำรองจากกระดาษ",
        max_length=40,
        error_messages={"required": "กรุณากรอกรหัส"},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SealedCodeForm(CodeForm):
    """The same beside a secret, from which the codes on the paper will follow."""

    seal = forms.CharField(widget=forms.HiddenInput, required=False)


class FirstCodeForm(SealedCodeForm):
    """The first code of the telephone that has scanned the secret; there is no paper yet."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["code"].label = "รหัส 6 หลัก"
