"""What it means when an answer fails, is missing or ends early, and what this page does about it."""

from collections.abc import Mapping

from webchat.inspector.explanation import ADMINISTRATOR, PROVIDER, YOU, Explanation
from webchat.wording import N_

BREAKDOWNS: Mapping[str, Explanation] = {
    "provider_down": Explanation(
        title=N_("The AI service has a fault"),
        meaning=N_("Something went wrong inside the AI service. The request was fine, and you did nothing wrong."),
        who_acts=PROVIDER,
        what_to_do=N_("Try again in a few minutes. Many services tell on a status page when they know of a problem."),
        what_this_page_does=N_(
            "Often the next attempt works. As long as nothing of the reply has come, the page asks again by itself: "
            "at most three attempts in all, with short pauses, within eight seconds. Your message is kept."
        ),
        statuses=(500, 502, 504),
    ),
    "overloaded": Explanation(
        title=N_("The AI service is overloaded"),
        meaning=N_("The AI service has more to do than it can, or is still loading the model. The request was fine."),
        who_acts=PROVIDER,
        what_to_do=N_("Try again in a minute."),
        what_this_page_does=N_(
            "As long as nothing of the reply has come, the page asks again by itself: at most three attempts in all, "
            "with short pauses, within eight seconds. Your message is kept."
        ),
        statuses=(503, 529),
    ),
    "unreachable": Explanation(
        title=N_("The AI service cannot be reached"),
        meaning=N_(
            "No usable answer came from the address of the AI service. Nobody listens there, its name is not known, "
            "the way is blocked, or what answers there is not a chat API. Mostly there is no HTTP status at all: that "
            "would be part of an answer."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "Try again in a moment. If that does not help, tell the administrator. If that is you: check the address, "
            "that the service runs, and that this server can reach it."
        ),
        what_this_page_does=N_(
            "If the connection fails, the page tries again by itself: at most three attempts in all, within eight "
            "seconds. A wrong address or certificate is reported at once. Your message is kept."
        ),
        statuses=(404, 405),
    ),
    "too_slow": Explanation(
        title=N_("It took too long"),
        meaning=N_(
            "The AI service did not begin to answer, or stopped in the middle, and the time that this page waits for "
            "it had passed. That bound is called a time-out."
        ),
        who_acts=PROVIDER,
        what_to_do=N_(
            "Press Retry. If it happens often, tell the administrator, who can choose a faster model or longer "
            "time-outs."
        ),
        what_this_page_does=N_(
            "The page hangs up, keeps what has come, and does not ask again by itself: the service may still be at "
            "work on the first request. Nobody waits for ever."
        ),
        statuses=(408,),
    ),
    "broken_answer": Explanation(
        title=N_("The answer cannot be understood"),
        meaning=N_(
            "What came is not what a chat API sends: a web page, for example. The address may be wrong, or something "
            "on the way answers in place of the service."
        ),
        who_acts=N_("The provider, or the administrator if it happens each time."),
        what_to_do=N_("Press Retry. If it happens each time, tell the administrator."),
        what_this_page_does=N_(
            "The page does not ask again by itself, and shows nothing of what it cannot read. What had come of a "
            "reply before that is kept. Retry writes another version beside it."
        ),
        statuses=(200,),
    ),
    "cut_off": Explanation(
        title=N_("The answer broke off"),
        meaning=N_(
            "The answer began well, but the connection ended before it was complete: the word that marks the end of "
            "every answer never came. A service that restarts or a network that fails can do that."
        ),
        who_acts=PROVIDER,
        what_to_do=N_("Press Retry. If it happens each time, tell the administrator."),
        what_this_page_does=N_(
            "The page keeps what has come, marks the reply as failed so that it never looks complete, and does not "
            "ask again by itself: half an answer may be worth more than a new one. Retry writes another version "
            "beside it."
        ),
        statuses=(200,),
    ),
    "empty_answer": Explanation(
        title=N_("The answer is empty"),
        meaning=N_(
            "The AI service answered as if all were well, but without a word. Models that think before they write can "
            "use up all their tokens for thinking."
        ),
        who_acts=PROVIDER,
        what_to_do=N_("Press Retry, or put it in other words. If it happens often, a longer reply must be allowed."),
        what_this_page_does=N_(
            "The page says so, rather than showing an empty reply, and does not ask again by itself. Your message is "
            "kept."
        ),
        statuses=(200,),
    ),
    "too_large": Explanation(
        title=N_("The answer is too large"),
        meaning=N_(
            "The answer went on for so long that something must have gone wrong: more than two million characters of "
            "text."
        ),
        who_acts=PROVIDER,
        what_to_do=N_("Ask for something shorter, or press Retry."),
        what_this_page_does=N_("The page hangs up, keeps what has come, and does not ask again by itself."),
        statuses=(200,),
    ),
    "stopped": Explanation(
        title=N_("You stopped it"),
        meaning=N_("Somebody pressed Stop while the reply was being written. Nothing went wrong."),
        who_acts=N_("Nobody."),
        what_to_do=N_("Press Continue to have the rest, or Retry for another version."),
        what_this_page_does=N_(
            "The page hung up at once, so that the service stops writing, and kept what had come. What was written "
            "until then still counts and may cost something."
        ),
        statuses=(200,),
    ),
    "interrupted": Explanation(
        title=N_("It was interrupted"),
        meaning=N_("The server of this page was stopped or restarted while it was receiving the reply."),
        who_acts=YOU,
        what_to_do=N_("Press Continue to have the rest, or Retry for another version."),
        what_this_page_does=N_(
            "The page saves a running reply about once a second, so that little is lost. It noticed by itself that "
            "nobody was writing the reply any more, and marked it, so that it never looks complete."
        ),
    ),
    "length": Explanation(
        title=N_("It was cut at the token limit"),
        meaning=N_(
            "The request says how long a reply may be, in tokens, which are pieces of words. The model had more to "
            "say: its finish_reason is “length”."
        ),
        who_acts=YOU,
        what_to_do=N_("Press Continue to have the rest, or ask for something shorter."),
        what_this_page_does=N_(
            "The page says that the reply was cut. Continue sends another request, with what was written so far, and "
            "asks the model to go on from there."
        ),
        statuses=(200,),
    ),
}
