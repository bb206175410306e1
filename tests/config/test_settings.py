"""Settings from file, environment and flags, and the plain errors they end in."""

from pathlib import Path
from typing import Any, get_args

import pytest

from heliograph.config import ConfigError, Settings, load_settings
from heliograph.config.keeping import MEDIA_KINDS
from heliograph.domain.files import AnyFile, Document, EncryptedFile, Photo


def write(folder: Path, text: str) -> dict[str, Any]:
    (folder / "heliograph.toml").write_text(text)
    return {"data_dir": str(folder)}


def test_defaults_serve_this_machine_alone_and_let_anyone_on_it_sign_up() -> None:
    settings = load_settings()
    assert settings.is_local
    assert settings.signs_up == "open"
    assert settings.limits.profile == "default"


def test_both_listeners_may_leave_the_port_to_the_system() -> None:
    both = {"mtproto": "127.0.0.1:0", "http": "127.0.0.1:0"}
    assert load_settings(both).http_address.port == 0


def test_environment_overrides_file_and_flags_override_both(tmp_path: Path) -> None:
    flags = write(tmp_path, 'mtproto = "127.0.0.1:1"\nhttp = "127.0.0.1:1"\ncodes = "file:a"\n')
    environ = {"HELIOGRAPH_HTTP": "127.0.0.1:2", "HELIOGRAPH_CODES": "file:b", "PATH": "x"}
    settings = load_settings({**flags, "codes": "file:c", "http": None}, environ)
    assert (settings.mtproto, settings.http) == ("127.0.0.1:1", "127.0.0.1:2")
    assert settings.codes_file == Path("c")


def test_data_folder_of_the_environment_decides_which_file_is_read(tmp_path: Path) -> None:
    write(tmp_path, 'log_level = "debug"\n')
    settings = load_settings({}, {"HELIOGRAPH_DATA_DIR": str(tmp_path)})
    assert settings.log_level == "debug"


def test_advertise_is_a_list_in_the_file_and_commas_elsewhere(tmp_path: Path) -> None:
    wanted = ("192.0.2.1:443", "[2001:db8::1]:443")
    flags = write(tmp_path, f'advertise = ["{wanted[0]}", "{wanted[1]}"]\n')
    assert load_settings(flags).advertise == wanted
    assert load_settings({"advertise": ", ".join(wanted)}).advertise == wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lisen = 1", "no setting is called 'lisen'"),
        ("log_level = 3", "choose one of debug"),
        ('log_level = "loud"', "choose one of debug"),
        ('allow_clock_shift = "yes"', "Expected `bool`"),
        ('data_dir = "x"', "data_dir cannot be set in a file"),
        ("mtproto = ", "Invalid value"),
        ("code_digits = 3", "no setting is called 'code_digits'"),
    ],
)
def test_bad_file_is_named_with_what_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    flags = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_settings(flags)
    assert words in str(caught.value)
    assert str(tmp_path / "heliograph.toml") in str(caught.value)


def test_unknown_variable_is_an_error_so_that_typing_mistakes_are_seen() -> None:
    with pytest.raises(ConfigError, match="'registraion'"):
        load_settings({}, {"HELIOGRAPH_REGISTRAION": "closed"})


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"mtproto": "8443"}, "HOST:PORT"),
        ({"mtproto": "127.0.0.1:65536"}, "not a port"),
        ({"mtproto": "127.0.0.1:-1"}, "not a port"),
        ({"mtproto": "example.org:1"}, "not an IP address"),
        ({"mtproto": "::1:0"}, "brackets"),
        ({"mtproto": "0.0.0.0:8443"}, "--advertise"),
        ({"http": "0.0.0.0:8080"}, "--advertise"),
        ({"mtproto": "127.0.0.1:1", "http": "localhost:1"}, "set another port"),
        ({"mtproto": "[::1]:1", "http": "[0::1]:1"}, "set another port"),
        ({"advertise": "192.0.2.1:0"}, "needs a port"),
        ({"advertise": "0.0.0.0:1"}, "no address a client can connect to"),
        ({"advertise": "[::]:1"}, "no address a client can connect to"),
        ({"codes": "mail"}, "none of console, file:PATH"),
        ({"codes": "smtp"}, "set smtp and mail_from"),
        ({"codes": "webhook:https://g.example/"}, "codes_secret_file"),
        ({"codes": "webhook:http://g.example/"}, "in the clear"),
        ({"smtp": "mail.example"}, "smtp://HOST"),
        ({"smtp": "smtp://mail.example/x", "mail_from": "a@b.org"}, "has no path"),
        ({"smtp": "smtp://mail.example"}, "mail_from"),
        ({"blobs_s3": "https://s3.example/files"}, "blobs_s3_key_file"),
        ({"blobs_s3": "https://s3.example", "blobs_s3_key_file": "k"}, "name the bucket"),
        ({"blobs_s3": "s3://files", "blobs_s3_key_file": "k"}, "https://HOST"),
        ({"media_keep_days": ("photos",)}, "KIND=DAYS"),
        ({"media_keep_days": ("stickers=3",)}, "documents, photos, encrypted"),
        ({"media_keep_days": ("photos=0",)}, "KIND=DAYS"),
        ({"smtp_user": "chat"}, "belong together"),
        ({"codes_mail_to": "sms@example.org"}, "{phone}@HOST"),
        ({"codes": "file:"}, "needs a path"),
    ],
)
def test_contradiction_is_refused_with_its_remedy(flags: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(flags)
    assert words in str(caught.value)


def test_every_kind_of_file_may_be_kept_for_so_long() -> None:
    """Settings are a leaf: they write the kinds of `domain.files` again."""
    kinds = {"documents": Document, "photos": Photo, "encrypted": EncryptedFile}
    assert {word: kind.kind for word, kind in kinds.items()} == MEDIA_KINDS
    assert set(kinds.values()) == set(get_args(AnyFile))


PUBLIC = [
    {"mtproto": "0.0.0.0:8443", "advertise": "192.0.2.1:8443"},
    {"mtproto": "[::]:8443", "advertise": "[2001:db8::1]:8443"},
    {"advertise": "192.0.2.1:8443"},
    {"http": "0.0.0.0:8080", "advertise": "127.0.0.1:8443"},
]


@pytest.mark.parametrize("flags", PUBLIC)
def test_whoever_is_reachable_from_outside_asks_for_invitations(flags: dict[str, str]) -> None:
    assert load_settings(flags).signs_up == "invite"
    assert load_settings({**flags, "registration": "open"}).signs_up == "open"


@pytest.mark.parametrize("flags", PUBLIC)
def test_bench_limits_are_refused_off_loopback(flags: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="refused on other than loopback"):
        load_settings({**flags, "limits": "bench"})


@pytest.mark.parametrize("flags", PUBLIC)
def test_clock_shift_is_refused_off_loopback(flags: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="refused on other than loopback"):
        load_settings({**flags, "allow_clock_shift": "true"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [("[::1]:0", "[::1]:0"), ("localhost:80", "127.0.0.1:80"), ("127.0.0.9:1", "127.0.0.9:1")],
)
def test_loopback_addresses_in_any_spelling(text: str, shown: str) -> None:
    settings = Settings(mtproto=text)
    assert str(settings.mtproto_address) == shown
    assert settings.mtproto_address.is_loopback


@pytest.mark.parametrize(("word", "meant"), [("yes", True), ("No", False), ("true", True)])
def test_switches_are_said_as_they_are_documented(word: str, meant: bool) -> None:
    assert load_settings({}, {"HELIOGRAPH_ALLOW_CLOCK_SHIFT": word}).allow_clock_shift is meant


@pytest.mark.parametrize(
    ("flags", "environ"), [({"data_dir": ""}, {}), ({}, {"HELIOGRAPH_DATA_DIR": ""})]
)
def test_empty_data_folder_is_an_error(flags: dict[str, str], environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="data_dir is empty"):
        load_settings(flags, environ)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"trusted_proxy": "proxy.example"}, "trusted_proxy: .*write 192.0.2.7"),
        ({"trusted_proxy": "192.0.2.7/24"}, "trusted_proxy: .*host bits"),
        ({"trusted_proxy": "0.0.0.0/0"}, "let anybody claim any address"),
        ({"trusted_proxy": "::1,::/0"}, "let anybody claim any address"),
        ({"web_origin": "web.example.org"}, "web_origin: .*is no origin"),
        ({"web_origin": "https://web.example.org/"}, "web_origin: .*is no origin"),
    ],
)
def test_false_proxies_and_origins_are_errors(flags: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_settings(flags)


def test_proxies_and_origins_are_lists() -> None:
    environ = {
        "HELIOGRAPH_TRUSTED_PROXY": "127.0.0.1, 2001:db8::/32",
        "HELIOGRAPH_WEB_ORIGIN": "https://a.example,null",
    }
    settings = load_settings({}, environ)
    assert [str(network) for network in settings.trusted_proxies] == [
        "127.0.0.1/32",
        "2001:db8::/32",
    ]
    assert settings.web_origin == ("https://a.example", "null")


def test_networks_for_push_endpoints_are_a_list() -> None:
    settings = load_settings({}, {"HELIOGRAPH_PUSH_NETWORKS": "10.0.0.0/8, ::1/128"})
    assert [str(one) for one in settings.own_push_networks] == ["10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"push_networks": "10.0.0.1/8"}, "push_networks"),
        ({"push_networks": "lan"}, "push_networks"),
        ({"push_contact": "admin@example.org"}, "mailto:"),
        ({"push_apns_key_id": "ABC"}, "belong"),
    ],
)
def test_what_push_services_would_refuse_is_refused_at_once(
    changes: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        load_settings(changes)


def test_files_are_as_large_as_the_setting_says() -> None:
    default, largest = (
        load_settings({}, {}),
        load_settings({}, {"HELIOGRAPH_FILE_SIZE_MIB": "4000"}),
    )
    assert default.limits.upload_parts_max == 4_000
    assert largest.limits.upload_parts_max == 8_000
    waiting = [one.limits.upload_bytes_waiting_per_account for one in (default, largest)]
    assert waiting == [8 << 30, 4 * 4_000 << 20]
    assert load_settings({"file_size_mib": 1}, {}).limits.upload_parts_max == 2
    for beyond in ("4001", "0"):
        with pytest.raises(ConfigError, match="file_size_mib"):
            load_settings({}, {"HELIOGRAPH_FILE_SIZE_MIB": beyond})
