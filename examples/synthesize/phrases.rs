//! The sentences that bodies are made of, by what a section is for. See `grammar` for slots and choices.

/// A section: what it may be called and what it may say.
pub(crate) struct Theme {
    /// Headings.
    pub(crate) headings: &'static [&'static str],
    /// Sentences, without the first capital.
    pub(crate) sentences: &'static [&'static str],
}

/// The first section.
pub(crate) const OPENING: Theme = Theme {
    headings: &["Where this starts", "The situation", "What we run today", "Background"],
    sentences: &[
        "{scenario}, {phrase} <is easy to put off|tends to wait> until {symptom}.",
        "we run {stack} <with {tool} at hand|around one {part}>, and {things} <cross it everywhere|touch most of it>.",
        "the first sign is <usually|nearly always> that {symptom}.",
        "behind it we found that {cause}.",
        "the {owner} had <{few}|more than {few}> reports of {a thing} in one month, all pointing at the {part}.",
        "this note holds what we <measured|changed|would do again>, so that the next person can start from {metric} and not from a guess.",
        "nothing here is specific to one machine; it applies to <{stack} of any size|most {stack} that we know>.",
    ],
};

/// The last section.
pub(crate) const CLOSING: Theme = Theme {
    headings: &["What to remember", "After the change", "Closing note", "Keeping it true"],
    sentences: &[
        "the {metric} went from {before} to {after} {unit} and <stayed|remained> there for {few} weeks.",
        "the short form: {remedy}.",
        "the {owner} reads this note again every {few} months and runs `{command}` to see whether it still holds.",
        "should the {signal} rise again, begin with the {part}; <that is where it hid|it was the last surprise>.",
        "whoever touches `{file}` next should update the numbers above <in the same commit|before the review>.",
        "{a thing} that nobody can explain is worth <an hour|{minutes} minutes> today, because it costs a night later.",
    ],
};

/// The sections between.
pub(crate) const MIDDLE: &[Theme] = &[
    Theme {
        headings: &["Measure first", "Numbers before opinions", "Taking a baseline"],
        sentences: &[
            "before any change, record the {signal} and the {metric} for <one full day|{few} days|a working week>.",
            "our baseline was {before} {unit}, taken with `{command}` <at a quiet hour|under normal load>.",
            "a single reading says little: the {signal} moved by {percent} % between two mornings.",
            "keep the raw output of {tool} beside the note, since a summary can't be checked afterwards.",
            "compare like with like: the same {part}, the same load and the same {few} machines.",
            "looking at the {signal} alone <misled us|told half of the story>, so we plotted the {metric} beside it.",
        ],
    },
    Theme {
        headings: &["Finding the cause", "Narrowing it down", "Reading the evidence"],
        sentences: &[
            "we took the {part} out of the path and the {metric} <fell by {percent} %|did not move at all>.",
            "it looked like the {part}, but {tool} showed that {cause}.",
            "a small reproduction helped most: {count} records, one {part} and a fixed clock.",
            "if {symptom}, look at the {signal} <before|rather than> the {metric}.",
            "the history of `{file}` showed when it began, <{few} weeks before anybody noticed|on a day without a release>.",
            "two of our explanations were wrong; they stay in this note because the next reader will have them too.",
        ],
    },
    Theme {
        headings: &["The smallest change", "One step at a time", "Changing the code"],
        sentences: &[
            "the change itself is short: {remedy}.",
            "it touches `{file}` and leaves the {part} <as it was|alone>.",
            "we resisted replacing the {part}, because a second change would have hidden the effect of the first.",
            "put the new behaviour behind a switch, so that {tool} and the {part} can be compared on the same day.",
            "a reviewer should be able to read the difference in <{few}|{minutes}> minutes.",
            "name the {thing} in the commit message, with the {metric} before and after.",
        ],
    },
    Theme {
        headings: &["Rolling it out", "Release in small steps", "The first day in production"],
        sentences: &[
            "start with {percent} % of the traffic and hold for {minutes} minutes.",
            "watch the {signal} and the {metric}; if something leaves its usual band, go back first and think afterwards.",
            "run `{command}` <on one machine|in staging> and read its output aloud to a colleague.",
            "the {owner} announces the window, and nobody else changes the {part} meanwhile.",
            "{scenario}, a slow rollout costs less than a fast repair.",
            "after {few} quiet days the switch was removed together with the old path through the {part}.",
        ],
    },
    Theme {
        headings: &["Going back", "Rollback", "If it goes wrong"],
        sentences: &[
            "the way back is one command, and it was tried before it was needed.",
            "restoring `{file}` and running `{command}` takes about {minutes} minutes.",
            "data written in the meantime stays readable, because the {part} ignores fields that it doesn't know.",
            "decide beforehand which number ends the attempt: for us it was {metric} above {before} {unit}.",
            "never repair the {part} by hand during a rollback; two states are enough to think about.",
        ],
    },
    Theme {
        headings: &["Security and limits", "Limits that protect us", "Permissions and secrets"],
        sentences: &[
            "give {tool} <only the rights that it uses|an account of its own>, and write down why it has them.",
            "the {part} accepts input from outside, so its size is limited to {count} KB before anything is parsed.",
            "a limit without a message is a riddle: tell the caller which {thing} was refused and when to try again.",
            "logs name the {thing} by its identifier and never hold its content.",
            "tokens for {tool} end after {few} weeks, which also shows who still needs them.",
        ],
    },
    Theme {
        headings: &["Data and storage", "Handling the data", "What is kept, and for how long"],
        sentences: &[
            "about {count} rows belong to each {thing}, and only the newest {percent} % are ever read.",
            "the {part} keeps its state in one place; copies are rebuilt and never edited.",
            "test with a copy of real data, since invented rows never show the {part} at its worst.",
            "old records are moved in batches of {count}, with a pause between batches so that the {signal} can settle.",
            "write the retention rule next to the {part}: {few} months, then an archive, then nothing.",
        ],
    },
    Theme {
        headings: &["Watching it", "Signals and alerts", "Monitoring"],
        sentences: &[
            "one alert is enough: {metric} above {before} {unit} for {minutes} minutes.",
            "the dashboard shows the {signal} beside the {metric}, because neither means much alone.",
            "every alert links to this note and names `{command}` as the first step.",
            "we keep {few} weeks of history in {tool}, which covers <two releases|a whole billing cycle>.",
            "an alert about the {part} that needed no action twice is deleted, not muted.",
        ],
    },
];

/// The paragraph before the first heading.
pub(crate) const INTRODUCTIONS: &[&str] = &[
    "This note is about **{phrase}** in {stack}, {scenario}. It says what we saw, what we measured, and which change held.",
    "{Phrase} is <quiet|slow|patient> work. In {stack} it pays off <quickly|every week>, as long as the {metric} is written down before and after.",
    "Most trouble with {things} in {stack} comes down to one fact: {cause}. What follows is the path we took, {scenario}.",
    "Sooner or later {symptom}. For {stack} the {owner} wrote down how to see it early and what to do about it.",
    "A <careful|plain|short> account of {phrase}: the starting point was {before} {unit}, the end {after} {unit}, and the {part} was involved both times.",
];

/// What leads to a code block.
pub(crate) const CODE_LEADS: &[&str] = &[
    "The part that matters <looks like this|is short>:",
    "In `{file}` it comes down to <these lines|the following>:",
    "This is the version that <went live|passed the review>, with the names shortened:",
    "A <reduced|trimmed> example for the {part}:",
];

/// What a footnote says.
pub(crate) const FOOTNOTES: &[&str] = &[
    "Measured with {tool} over {few} days; the spread was {percent} %.",
    "The {part} behaves differently on older versions of {tool}.",
    "*Less is better* here: {metric}, counted in {unit}.",
];

/// What an alert box says, under its kind.
pub(crate) const ALERTS: &[&str] = &[
    "[!NOTE]\n> The numbers come from one site; yours will differ, but the order of the steps should not.",
    "[!WARNING]\n> Don't run `{command}` against production before the backup has been <read back|verified>.",
    "[!TIP]\n> A second terminal with the {signal} in view saves <an hour|{minutes} minutes> of guessing.",
    "[!IMPORTANT]\n> The {owner} must know before the {part} is restarted.",
    "[!CAUTION]\n> Removing the {part} also removes the history of every {thing} in it.",
];

/// Steps of a checklist.
pub(crate) const STEPS: &[&str] = &[
    "record the {metric} for {few} days",
    "save a copy of `{file}`",
    "run `{command}` and keep its output",
    "try one {thing} on a staging machine",
    "read the plan aloud with the {owner}",
    "watch the {signal} for {minutes} minutes",
    "compare the {signal} with last week",
    "rehearse the way back",
    "remove the switch after {few} quiet days",
    "write down what the {part} did",
    "tell the people who use the {part}",
    "link this note from the alert",
];
