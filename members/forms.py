from django.contrib.auth.forms import AuthenticationForm

from fundinst.forms import speak_thai


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
        speak_thai(self)
