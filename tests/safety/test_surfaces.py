"""What may be looked at where."""

from heliograph.safety.surfaces import RULES, Surface

PRIVATE = {Surface.PRIVATE_1TO1, Surface.PRIVATE_GROUP, Surface.E2E}


def test_every_surface_has_its_rule_and_basis() -> None:
    assert RULES.keys() == set(Surface)
    assert all(rule.basis for rule in RULES.values())


def test_nothing_runs_by_itself_where_people_are_among_themselves() -> None:
    for surface in PRIVATE:
        rule = RULES[surface]
        assert (rule.text_rules, rule.exact_hash, rule.perceptual_hash) == (False, False, False)


def test_of_secret_chats_not_even_reports_keep_anything() -> None:
    kept = {surface for surface, rule in RULES.items() if rule.kept_when_reported}
    assert kept == set(Surface) - {Surface.E2E}
