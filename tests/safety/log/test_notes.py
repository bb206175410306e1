"""Heads are signed as https://c2sp.org/signed-note has it; what is not so signed is refused."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heliograph.safety.log.merkle import inclusion, leaf_hash, over, root
from heliograph.safety.log.notes import (
    COSIGNATURE,
    BadNote,
    Checkpoint,
    Key,
    cosign,
    is_name,
    is_signed,
    line_of,
    log_key,
    parse_note,
    parse_vkey,
    public_bytes,
    sign,
    signed_at,
)
from heliograph.safety.log.proofs import Receipt, is_good, parse_receipt

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
WITNESS = Ed25519PrivateKey.from_private_bytes(b"w" * 32)
WITNESS_KEY = Key("witness.example/ada", public_bytes(WITNESS), COSIGNATURE)
ROOT = b"r" * 32
NOTE = sign(KEY, size=7, root=ROOT)


def test_a_head_is_signed_by_the_log() -> None:
    note = parse_note(NOTE)
    assert note.checkpoint == Checkpoint(log_key(KEY).name, 7, ROOT)
    assert NOTE.startswith(f"{log_key(KEY).name}\n7\n{base64.b64encode(ROOT).decode()}\n\n— ")
    assert is_signed(note, log_key(KEY))
    assert not is_signed(note, log_key(WITNESS))


def test_a_key_id_is_as_the_specification_computes_it() -> None:
    """The example key of https://c2sp.org/signed-note."""
    said = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert parse_vkey(said).vkey() == said


def test_a_changed_head_is_not_signed() -> None:
    assert not is_signed(parse_note(NOTE.replace("\n7\n", "\n8\n")), log_key(KEY))


def test_a_witness_signs_the_head_and_the_time() -> None:
    line = cosign(WITNESS, name=WITNESS_KEY.name, body=parse_note(NOTE).body, date=1_795_478_400)
    note = parse_note(NOTE + line)
    assert is_signed(note, WITNESS_KEY)
    assert is_signed(note, log_key(KEY))
    assert line_of(note, WITNESS_KEY) == line
    signature = bytearray(base64.b64decode(line.split(" ")[2]))
    assert int.from_bytes(signature[4:12]) == 1_795_478_400
    signature[11] ^= 1
    forged = f"— {WITNESS_KEY.name} {base64.b64encode(signature).decode()}\n"
    assert not is_signed(parse_note(NOTE + forged), WITNESS_KEY)


def test_a_forged_line_is_not_taken_for_the_good_one_behind_it() -> None:
    line = cosign(WITNESS, name=WITNESS_KEY.name, body=parse_note(NOTE).body, date=5)
    # Later, by whoever has no key.
    forged = line_with(line, time=(6).to_bytes(8))
    note = parse_note(NOTE + forged + line)
    assert line_of(note, WITNESS_KEY) == line
    assert signed_at(note, WITNESS_KEY) == 5
    for alone in (NOTE, NOTE + forged):
        for ask in (line_of, signed_at):
            with pytest.raises(BadNote, match="nothing is signed by"):
                ask(parse_note(alone), WITNESS_KEY)


def line_with(line: str, *, time: bytes) -> str:
    """A witness's line with another time in it, and the same signature."""
    mark, name, said = line.split(" ")
    content = base64.b64decode(said)
    changed = content[:4] + time + content[12:]
    return f"{mark} {name} {base64.b64encode(changed).decode()}\n"
    with pytest.raises(BadNote, match="nothing is signed"):
        line_of(parse_note(NOTE), WITNESS_KEY)


OTHER_KIND = Key("a", public_bytes(WITNESS), 2)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "is name"),
        ("a", "is name"),
        ("a+b", "is name"),
        ("a+00000000+AA==", "is name"),
        ("+" + WITNESS_KEY.vkey().partition("+")[2], "is name"),
        (WITNESS_KEY.vkey()[:-4] + "AAA=", "is name"),
        # Named otherwise, it is another key.
        (WITNESS_KEY.vkey().replace("ada", "ben"), "not of that key"),
        (OTHER_KIND.vkey(), "not of that key"),
        (WITNESS_KEY.vkey().replace("+", "+!", 1), "not of that key"),
    ],
)
def test_what_is_no_key_is_refused(said: str, why: str) -> None:
    with pytest.raises(BadNote, match=why):
        parse_vkey(said)


@pytest.mark.parametrize(
    ("said", "is_one"),
    [("a", True), ("a" * 255, True), ("a" * 256, False), ("", False), ("a b", False), ("+", False)],
)
def test_names_have_no_blanks_and_no_plus(said: str, is_one: bool) -> None:
    assert is_name(said) is is_one


def line_of_bytes(name: str, content: bytes) -> str:
    return f"— {name} {base64.b64encode(content).decode()}\n"


def test_a_signature_of_another_length_is_none() -> None:
    own = log_key(KEY)
    good = base64.b64decode(NOTE.rpartition(" ")[2])
    body = NOTE.partition("\n\n")[0]
    for content in (good[:-1], good + b"x", own.key_id + b"x"):
        note = parse_note(f"{body}\n\n{line_of_bytes(own.name, content)}")
        assert not is_signed(note, own)
    with pytest.raises(BadNote, match="more than its key's id"):
        parse_note(f"{body}\n\n{line_of_bytes(own.name, own.key_id)}")


def test_a_signature_counts_under_its_own_name_and_id_alone() -> None:
    own = log_key(KEY)
    good = base64.b64decode(NOTE.rpartition(" ")[2])
    body = NOTE.partition("\n\n")[0]
    for name, content in (("other", good), (own.name, b"else" + good[4:])):
        assert not is_signed(parse_note(f"{body}\n\n{line_of_bytes(name, content)}"), own)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        NOTE[:-1],
        NOTE.replace("— ", "- "),
        NOTE.replace("\n7\n", "\n07\n"),
        NOTE.replace("\n7\n", "\n-7\n"),
        NOTE.replace("\n7\n", "\n٧\n"),
        NOTE.replace(base64.b64encode(ROOT).decode(), "AAAA"),
        NOTE + "x" * 20_000,
        NOTE + NOTE.rpartition("\n\n")[2] * 64,
        NOTE.split("\n\n")[0] + "\n\n",
        NOTE.replace("\n7\n", "\n7\n\n"),
        NOTE[:-4] + "!" + NOTE[-4:],
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_note(text)


def receipt() -> Receipt:
    leaves = [bytes((number,)) for number in range(5)]
    node = over([leaf_hash(leaf) for leaf in leaves])
    note = sign(KEY, size=5, root=root(5, node))
    return Receipt(leaf=leaves[3], place=3, proof=inclusion(3, 5, node), note=note)


def test_a_receipt_is_read_as_it_was_written() -> None:
    found = parse_receipt(receipt().text())
    assert found == receipt()
    assert is_good(found, log_key(KEY))
    assert not is_good(found, log_key(WITNESS))


def test_a_receipt_of_something_else_is_not_good() -> None:
    text = receipt().text()
    assert not is_good(parse_receipt(text.replace("index 3", "index 2")), log_key(KEY))
    assert not is_good(parse_receipt(text.replace("extra Aw==", "extra BA==")), log_key(KEY))


@pytest.mark.parametrize(
    ("old", "new"),
    [("tlog-proof@v1", "tlog-proof@v2"), ("index 3", "index 03"), ("index 3", "index x"),
     ("index 3", "index ٣"), ("extra ", "more "), ("extra Aw==", "extra !"),
     ("\n\n", "\nAAAA\n\n")],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(old: str, new: str) -> None:
    with pytest.raises(BadNote):
        parse_receipt(receipt().text().replace(old, new, 1))
