"""The examples of the guide, in the order in which they stand on the page."""

from webchat.guide.example import Example, Variant
from webchat.wording import N_

SHORTER = 60  # tokens, where two are asked for
CAPTAIN = N_("You are Captain Blue, a friendly pirate.")
TOLD = N_("My dog is called Rex.")
HEARD = N_("Rex is a good name for a dog.")

SMALLEST = Example(
    name="smallest",
    title=N_("The smallest request"),
    about=N_(
        "A model and one message are all that an API of this kind needs. “max_tokens” is not needed: this page adds it "
        "so that the answer stays short; a token is a short word, or part of a long one. “stream” is false: the answer "
        "comes in one piece."
    ),
    look_at=N_("In the answer, look for “content”: that is the text. All the rest is about it."),
    message=N_("What is an API? Answer in one sentence."),
    variants=(Variant(name="only", is_bare=True),),
)
INSTRUCTIONS = Example(
    name="instructions",
    title=N_("With instructions"),
    about=N_(
        "The first message has the role “system”. It says how the model is to answer, whatever is asked after it. The "
        "person who chats does not see it, but it is sent along each time, and its tokens count."
    ),
    look_at=N_("The answer follows the instructions, though the question does not mention them."),
    message=N_("Hello, who are you?"),
    variants=(Variant(name="only", earlier=(("system", CAPTAIN),)),),
)
MEMORY = Example(
    name="memory",
    title=N_("With memory, and without"),
    about=N_(
        "A model remembers nothing between two requests. What looks like memory is the conversation so far, which is "
        "sent again each time. Both requests ask the same; only the first one brings along what was said before."
    ),
    look_at=N_("Only the first answer can know the name. Look at how many tokens each request took."),
    message=N_("What is my dog called?"),
    variants=(
        Variant(
            name="with",
            label=N_("The earlier messages are sent along"),
            earlier=(("user", TOLD), ("assistant", HEARD)),
            max_tokens=SHORTER,
        ),
        Variant(name="without", label=N_("The question alone"), max_tokens=SHORTER),
    ),
)
TEMPERATURE = Example(
    name="temperature",
    title=N_("Temperature 0 and 1.5"),
    about=N_(
        "A model chooses each next piece of text by chance, among those that fit. “temperature” says how much chance "
        "there is: at 0 it nearly always takes the likeliest piece, at 1.5 often an unlikely one."
    ),
    look_at=N_("Send it twice: at 0 the answer hardly changes, at 1.5 it does, and it can stop making sense."),
    message=N_("Invent a name for a café on the moon. Give the name alone."),
    variants=(
        Variant(name="cold", label=N_("Temperature 0"), temperature=0.0, max_tokens=SHORTER),
        Variant(name="hot", label=N_("Temperature 1.5"), temperature=1.5, max_tokens=SHORTER),
    ),
)
CUT = Example(
    name="cut",
    title=N_("Cut off by max_tokens"),
    about=N_(
        "Here the reply may have at most 16 tokens: about a dozen English words, fewer in many other languages. The "
        "model does not know this limit and does not keep it short: it is stopped in the middle of a sentence."
    ),
    look_at=N_("“finish_reason” is “length” instead of “stop”: this is how a program finds out that text is missing."),
    message=N_("Explain how a bicycle stays upright."),
    variants=(Variant(name="only", max_tokens=16, is_cut=True),),
)
STREAMED = Example(
    name="streamed",
    title=N_("Streamed"),
    about=N_(
        "With “stream”: true the answer comes piece by piece while it is written, as lines that begin with “data:”. "
        "“stream_options” asks for the count of tokens, which a stream otherwise leaves out."
    ),
    look_at=N_("Look at the events, and at the times at which they came."),
    message=N_("Count from one to ten, in words."),
    variants=(Variant(name="only", stream=True),),
)
EXAMPLES = {example.name: example for example in (SMALLEST, INSTRUCTIONS, MEMORY, TEMPERATURE, CUT, STREAMED)}
