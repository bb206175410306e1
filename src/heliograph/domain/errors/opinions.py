"""Refusals of reactions, polls, to-do lists and pins."""

from heliograph.domain.errors.refused import Refused


class ReactionEmpty(Refused):
    token = "REACTION_EMPTY"


class ReactionInvalid(Refused):
    token = "REACTION_INVALID"


class ReactionsTooMany(Refused):
    token = "REACTIONS_TOO_MANY"


class PollQuestionInvalid(Refused):
    token = "POLL_QUESTION_INVALID"


class PollAnswersInvalid(Refused):
    token = "POLL_ANSWERS_INVALID"


class PollAnswerInvalid(Refused):
    token = "POLL_ANSWER_INVALID"


class PollOptionInvalid(Refused):
    token = "POLL_OPTION_INVALID"


class PollOptionDuplicate(Refused):
    token = "POLL_OPTION_DUPLICATE"


class QuizCorrectAnswersEmpty(Refused):
    token = "QUIZ_CORRECT_ANSWERS_EMPTY"


class QuizCorrectAnswersTooMuch(Refused):
    token = "QUIZ_CORRECT_ANSWERS_TOO_MUCH"


class QuizCorrectAnswerInvalid(Refused):
    token = "QUIZ_CORRECT_ANSWER_INVALID"


class MessagePollClosed(Refused):
    token = "MESSAGE_POLL_CLOSED"


class OptionInvalid(Refused):
    token = "OPTION_INVALID"


class OptionsTooMuch(Refused):
    token = "OPTIONS_TOO_MUCH"


class RevoteNotAllowed(Refused):
    token = "REVOTE_NOT_ALLOWED"


class PollVoteRequired(Refused):
    code = 403
    token = "POLL_VOTE_REQUIRED"


class BroadcastForbidden(Refused):
    """Who voted for what is a secret in this poll."""

    code = 403
    token = "BROADCAST_FORBIDDEN"


class BroadcastPublicVotersForbidden(Refused):
    token = "BROADCAST_PUBLIC_VOTERS_FORBIDDEN"


class MediaPrevInvalid(Refused):
    token = "MEDIA_PREV_INVALID"


class TodoItemsEmpty(Refused):
    token = "TODO_ITEMS_EMPTY"


class TodoItemDuplicate(Refused):
    token = "TODO_ITEM_DUPLICATE"


class TodoNotModified(Refused):
    token = "TODO_NOT_MODIFIED"
