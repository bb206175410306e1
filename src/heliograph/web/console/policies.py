"""What each heading covers, for who decides: a sentence on what it is, one on what it is not."""

from collections.abc import Mapping

from heliograph.safety.taxonomy import CATEGORY_PREFIX

_POLICIES: Mapping[str, tuple[str, str]] = {
    "ANIMAL_WELFARE": (
        "Cruelty to animals that is done, shown off or sold, and trade in protected species.",
        "Hunting, farming and their critics, and reporting on cruelty.",
    ),
    "CONSUMER_INFORMATION": (
        "Sellers who hide who they are, prices or risks, or leave out what buyers must be told.",
        "A bad bargain that was described honestly.",
    ),
    "CYBER_VIOLENCE": (
        "Harassing, stalking, doxing, and intimate images shared against somebody's will.",
        "Harsh words about what somebody did in public.",
    ),
    "CYBER_VIOLENCE_AGAINST_WOMEN": (
        "As cyber violence, done to somebody because she is a woman.",
        "A debate about the sexes without a target.",
    ),
    "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS": (
        "Somebody's address, number, papers or health, published without a ground.",
        "What the person made public, or what the public has a right to know of an office.",
    ),
    "ILLEGAL_OR_HARMFUL_SPEECH": (
        "Incitement to hatred, defamation and what else a law forbids to say: name that law.",
        "An opinion that offends. Doubt goes to the speaker.",
    ),
    "INTELLECTUAL_PROPERTY_INFRINGEMENTS": (
        "A work, trade mark or design used without the right, as its owner says.",
        "Quotation, parody, and links to lawful copies.",
    ),
    "NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS": (
        "Deceiving voters about when, where and whether to vote, and coordinated false accounts.",
        "A claim that is merely wrong, and campaigning.",
    ),
    "NOT_SPECIFIED_NOTICE": (
        "The reporter found no heading: choose the one that fits before deciding.",
        "A heading to decide under, as long as another one fits.",
    ),
    "OTHER_VIOLATION_TC": (
        "What the terms forbid and no law does, such as spam: name the clause.",
        "What annoys and breaks no clause.",
    ),
    "PROTECTION_OF_MINORS": (
        "Whatever harms children. Abuse is not looked at again: it is sealed, and goes to the lane"
        " that the law prescribes.",
        "Ordinary pictures of children that their parents share.",
    ),
    "RISK_FOR_PUBLIC_SECURITY": (
        "Terrorist content, attacks in preparation, and illegal organisations that recruit.",
        "Reporting, research and art about them, and protest.",
    ),
    "SCAMS_AND_FRAUD": (
        "Phishing, false shops and investments, and accounts that pretend to be somebody.",
        "Advertising that exaggerates, and satire that says so.",
    ),
    "SELF_HARM": (
        "Encouraging or instructing self-harm, suicide or eating disorders. A life may be at risk"
        " now: see the procedure for that first.",
        "Somebody who speaks of their own distress: they are offered help.",
    ),
    "UNSAFE_AND_PROHIBITED_PRODUCTS": (
        "Sale of drugs, weapons, forged papers and goods that were recalled.",
        "Talk about them, and lawful sale under a licence.",
    ),
    "VIOLENCE": (
        "Threats, calls for violence, trafficking in people, and cruelty shown for its own sake.",
        "Documentation of violence, and fiction.",
    ),
}


def policy(category: str) -> tuple[str, str]:
    """What a category covers, and what it does not. KeyError for an unknown one."""
    return _POLICIES[category.removeprefix(CATEGORY_PREFIX)]
