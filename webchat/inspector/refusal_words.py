"""What it means when the AI service answers with a refusal, and what this page does about it."""

from collections.abc import Mapping

from webchat.inspector.explanation import ADMINISTRATOR, YOU, Explanation
from webchat.wording import N_

REFUSALS: Mapping[str, Explanation] = {
    "no_key": Explanation(
        title=N_("There is no key"),
        meaning=N_(
            "An API key is a kind of password: with it the server of this page tells the AI service who asks and who "
            "pays. The service wants one, and none was sent."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "If you run this page, put a key on the server: the command “webchat setup” asks for it. "
            "A key never belongs into a page or a message. Otherwise tell the administrator."
        ),
        what_this_page_does=N_(
            "The page does not ask again by itself, since the answer would be the same. Your message is kept; once "
            "there is a key, Retry sends it again."
        ),
        statuses=(401, 403),
    ),
    "key_refused": Explanation(
        title=N_("The key is refused"),
        meaning=N_(
            "The AI service does not know the API key that was sent, the password of this page’s server. It may be "
            "mistyped, expired or withdrawn, or belong to another service."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "If you run this page, compare the key on the server with the one in your account at the service, or make "
            "a new one there. Otherwise tell the administrator."
        ),
        what_this_page_does=N_(
            "The page does not ask again by itself, since the answer would be the same. Your message is kept; once "
            "the key is right, Retry sends it again."
        ),
        statuses=(401,),
    ),
    "not_allowed": Explanation(
        title=N_("It is not allowed"),
        meaning=N_(
            "The AI service knows the key, but the key is not allowed to do this: to use this model, for example, or "
            "to ask from this country or network."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "If you run this page, look at the permissions of the key at the service. Otherwise tell the "
            "administrator. Another model may work meanwhile."
        ),
        what_this_page_does=N_(
            "The page does not ask again by itself, since the answer would be the same. Your message is kept, and "
            "Retry sends it again."
        ),
        statuses=(403, 451),
    ),
    "model_unknown": Explanation(
        title=N_("The model is not available"),
        meaning=N_(
            "Every request names the model that is to answer. The AI service has none of that name, or does not offer "
            "it to this key."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "Choose another model if there is one. If you run this page, compare the name letter by letter with the "
            "list of the service; models are also taken out of service."
        ),
        what_this_page_does=N_(
            "The page does not ask again by itself, and does not put another model in the place of this one. Your "
            "message is kept, and Retry sends it again."
        ),
        statuses=(404, 400),
    ),
    "context_too_long": Explanation(
        title=N_("It is too much text"),
        meaning=N_(
            "A model reads only so much text at once; this is called its context, and is counted in tokens, pieces of "
            "words. The conversation so far is sent along with each message, and all together it was too much."
        ),
        who_acts=YOU,
        what_to_do=N_("Shorten your message, send it in parts, or begin a new conversation."),
        what_this_page_does=N_(
            "The page leaves out the oldest messages and asks again with half as much text, at most twice. That "
            "cannot help when your message alone is too long. Such a message is not sent along with later ones."
        ),
        statuses=(400, 413),
    ),
    "request_refused": Explanation(
        title=N_("The request is refused"),
        meaning=N_(
            "The AI service read the request and found a part of it wrong, often a setting that this model does not "
            "take. Its own words mostly say which part."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "Read what the service wrote, and change the model or its settings. If that is not yours to do, tell the "
            "administrator what you tried."
        ),
        what_this_page_does=N_(
            "If the service names one of a few settings, such as the temperature, the page asks again without it and "
            "remembers that for this model. A message that is refused all the same is not sent along with later ones."
        ),
        statuses=(400, 422),
    ),
    "content_filter": Explanation(
        title=N_("The content filter stopped it"),
        meaning=N_(
            "Many AI services check what is asked and what is answered, and stop what goes against their rules. "
            "The check is done by a program and can be wrong."
        ),
        who_acts=YOU,
        what_to_do=N_("Put it in other words, or ask for something else."),
        what_this_page_does=N_(
            "The page does not ask again by itself. A message that was stopped is not sent along with later ones, so "
            "that they are not stopped for it too. What came of a reply until it was stopped is kept."
        ),
        statuses=(400, 200),
    ),
    "rate_limited": Explanation(
        title=N_("There were too many requests"),
        meaning=N_(
            "AI services count how many requests an account sends in a minute, and how much text, mostly for each "
            "model by itself; at some services each key has a count of its own. That count was reached, by you or by "
            "others who use the same account."
        ),
        who_acts=N_("You, by waiting a moment."),
        what_to_do=N_("Wait until the time that is shown has passed, or about a minute, then press Retry."),
        what_this_page_does=N_(
            "The service can name the seconds to wait, in the header Retry-After. If they are few, this page waits "
            "and asks again by itself: at most three attempts in all, within eight seconds. If they are more, the "
            "page asks only once and shows them counting down; Retry is possible only after that. Your message is "
            "kept."
        ),
        statuses=(429,),
    ),
    "quota": Explanation(
        title=N_("The allowance is used up"),
        meaning=N_(
            "The account that the key belongs to has no credit left, or has reached the limit that was set for it. "
            "Many services answer this with 429 too, the status of too many requests; here waiting does not help."
        ),
        who_acts=ADMINISTRATOR,
        what_to_do=N_(
            "If you run this page, add credit or raise the limit in your account at the service. Otherwise tell the "
            "administrator."
        ),
        what_this_page_does=N_(
            "The page does not ask again by itself, since the answer would be the same. Your message is kept, and "
            "Retry sends it again."
        ),
        statuses=(429, 402),
    ),
}
