from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils import timezone

from fundinst.forms import speak_thai
from members.calling import whom_to_call
from members.models import User
from members.one_time_codes import code_has_ended


class SignInForm(AuthenticationForm):
    """Name and password; what was wrong is not told apart, so that nobody can try out names."""

    use_required_attribute = False  # or the browser would complain first, in its own language
    error_messages = {
        "invalid_login": "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์เล็กพิมพ์ใหญ่และภาษาของแป้นพิมพ์ แล้วลองอีกครั้ง",
        "inactive": "ชื่อผู้ใช้นี้ปิดใช้งานแล้ว กรุณาติดต่อพัฒนากรอำเภอ",
    }

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        for name, label in {"username": "ชื่อผู้ใช้", "password": "รหัสผ่าน"}.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = f"กรุณากรอก{label}"
        # Django's form leaves it to the browser; what can be no name is not counted as a wrong try.
        name = self.fields["username"]
        name.validators.append(MaxLengthValidator(name.max_length))
        speak_thai(self)

    def confirm_login_allowed(self, user: User) -> None:
        """Who has the right code, but too late, hears whom to call; others hear nothing of it."""
        super().confirm_login_allowed(user)
        if code_has_ended(user, now=timezone.now()):
            whom = whom_to_call(user) or "ผู้ที่ออกรหัสให้ท่าน"
            sentence = f"รหัสใช้ครั้งเดียวหมดอายุแล้ว โทรหา{whom} ให้ออกรหัสใหม่"
            raise ValidationError(sentence, code="code_ended")
