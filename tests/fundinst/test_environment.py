import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from fundinst import environment, postgres


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    file = tmp_path / "var" / "secret_key"

    with ThreadPoolExecutor(8) as first_runs:
        keys = list(first_runs.map(lambda _: environment.secret_key(file, make=True), range(8)))

    assert keys == [file.read_text()] * 8
    assert len(keys[0]) == 86
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_production_is_given_its_secret_key_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)

    with pytest.raises(ImproperlyConfigured, match=r"^ยังไม่ได้ตั้งค่า SECRET_KEY ซึ่งระบบจริง"):
        environment.secret_key(tmp_path / "secret_key", make=False)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("weak", ["short", "a" * 80])
def test_a_secret_key_that_can_be_guessed_is_refused(
    weak: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", weak)

    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY เดาง่ายเกินไป"):
        environment.secret_key(tmp_path / "secret_key", make=True)


def test_the_keys_of_national_ids_are_made_once_on_a_laptop_and_given_to_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NATIONAL_ID_KEYS", raising=False)
    monkeypatch.delenv("NATIONAL_ID_SEARCH_KEY", raising=False)
    keys, search = tmp_path / "national_id_keys", tmp_path / "national_id_search_key"

    for missing in (
        lambda: environment.national_id_keys(keys, make=False),
        lambda: environment.national_id_search_key(search, make=False),
    ):
        with pytest.raises(ImproperlyConfigured, match=r"^ยังไม่ได้ตั้งค่า NATIONAL_ID_"):
            missing()

    assert list(tmp_path.iterdir()) == []
    made = environment.national_id_keys(keys, make=True)
    assert environment.national_id_keys(keys, make=False) == made == [keys.read_text()]
    assert environment.national_id_search_key(search, make=True) == search.read_text()


def test_several_keys_of_national_ids_stand_with_the_newest_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, old = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    monkeypatch.setenv("NATIONAL_ID_KEYS", f"{new}, {old},")

    assert environment.national_id_keys(tmp_path / "keys", make=False) == [new, old]

    for wrong in (f"{new},short", ","):
        monkeypatch.setenv("NATIONAL_ID_KEYS", wrong)
        with pytest.raises(ImproperlyConfigured, match=r"^ค่า NATIONAL_ID_KEYS ใช้ไม่ได้"):
            environment.national_id_keys(tmp_path / "keys", make=False)


def test_without_an_address_the_database_is_the_embedded_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "")

    assert environment.database("DATABASE_URL", needed=False) == {
        "NAME": "fundinst",
        "USER": "postgres",
        "HOST": str(postgres.socket_folder()),
    }


def test_an_address_is_taken_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgres://fund:s%40cret@db.example.org:5433/fund?sslmode=verify-full"
    monkeypatch.setenv("DATABASE_URL", address)

    assert environment.database("DATABASE_URL", needed=True) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "fund",
        "USER": "fund",
        "PASSWORD": "s@cret",
        "HOST": "db.example.org",
        "PORT": 5433,
        "OPTIONS": {"sslmode": "verify-full"},
    }


@pytest.mark.parametrize(
    "wrong",
    ["sqlite:///db", "postgres://db.example.org", "postgres://db:port/x", "db", "postgres:"],
)
def test_an_address_of_anything_but_a_postgresql_is_refused(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", wrong)

    with pytest.raises(ImproperlyConfigured, match=r"^ค่า DATABASE_URL ใช้ไม่ได้"):
        environment.database("DATABASE_URL", needed=True)


def test_a_laptop_answers_to_itself_and_production_to_the_names_it_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)
    assert environment.hosts("ALLOWED_HOSTS", needed=False) == ["127.0.0.1", "localhost", "[::1]"]

    monkeypatch.setenv("ALLOWED_HOSTS", "fund.example.org, www.example.org")
    assert environment.hosts("ALLOWED_HOSTS", needed=True) == [
        "fund.example.org",
        "www.example.org",
    ]

    monkeypatch.setenv("ALLOWED_HOSTS", "*")
    with pytest.raises(ImproperlyConfigured, match=r"^ค่า ALLOWED_HOSTS=\* ใช้ไม่ได้"):
        environment.hosts("ALLOWED_HOSTS", needed=True)


def test_papers_bear_the_address_that_is_set_or_the_first_host_s(monkeypatch):
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://fund.example.org/ ")
    assert environment.public_address("PUBLIC_ADDRESS", ["a"]) == "https://fund.example.org"
    monkeypatch.delenv("PUBLIC_ADDRESS")
    assert environment.public_address("PUBLIC_ADDRESS", ["a.go.th", "b"]) == "https://a.go.th"
    assert environment.public_address("PUBLIC_ADDRESS", [".go.th"]) == ""
    assert environment.public_address("PUBLIC_ADDRESS", []) == ""


@pytest.mark.parametrize("bad", ["fund.example.org", "ftp://a.org", "https://", "https://a.org/x"])
def test_an_address_that_leads_nowhere_stops_the_start(monkeypatch, bad):
    monkeypatch.setenv("PUBLIC_ADDRESS", bad)
    with pytest.raises(ImproperlyConfigured, match=r"^ค่า PUBLIC_ADDRESS="):
        environment.public_address("PUBLIC_ADDRESS", [])
