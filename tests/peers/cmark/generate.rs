//! Random bodies: what maintenance notes are made of, and what Markdown could take for more than it is.

/// Words, paths, variables, prompts, globs, addresses, prices, versions.
const WORDS: &[&str] = &[
    "the",
    "load",
    "balancer",
    "and",
    "restart",
    "nginx.",
    "Then,",
    "a",
    "b",
    "über",
    "猫",
    "—",
    "~/.ssh",
    "~/.bashrc",
    "a:~/x",
    "b:~/y",
    "host:~$",
    "root@host:~#",
    "~",
    "~~",
    "~user",
    "~1",
    "HEAD~1..HEAD~3",
    "HEAD^",
    "HEAD^^",
    "main~2^2",
    "^foo$|^bar$",
    "^",
    "^a^",
    "10^6^",
    "H~2~O",
    "x^2",
    "$",
    "$$",
    "$JAVA_HOME/bin:$PATH",
    "\"$A\"",
    "${HOME}/${USER}",
    "$5-$10",
    "US$5",
    "US$6",
    "$1",
    "$(date)",
    "$a$",
    "$HOME",
    "`$`",
    "$?",
    "$!",
    "$@",
    "$*",
    "::1",
    ":8080",
    ":warning:",
    ":wq",
    ":::note",
    ":",
    ": x",
    "::",
    "http:",
    "fe80::1%eth0",
    "[::1]:8080",
    "127.0.0.1:80",
    "*.log",
    "**/*.rs",
    "*",
    "**",
    "a*b*c",
    "a * b",
    "*foo*bar",
    "/var/log/*.gz",
    "2*3*4",
    "_",
    "__",
    "__init__",
    "__init__.py",
    "snake_case_name",
    "_private",
    "a_b_",
    "/etc/nginx_old/",
    "*_x_*",
    "_*.log",
    "1.2.3",
    "v1.0",
    "1.",
    "1)",
    "2026-01-02",
    "3.11.*",
    ">=1.2,<2",
    "^1.2",
    "~=1.4",
    "~1.2",
    "10%",
    "#42",
    "#",
    "##",
    "C#",
    "\\#",
    "&&",
    "&",
    "||",
    "|",
    "a|b",
    "\\|",
    "!",
    "!!",
    "!$",
    "!important",
    "<",
    ">",
    "<<",
    ">>",
    "2>&1",
    "</dev/null",
    "<host>",
    "<<host>>",
    "<-",
    "->",
    "=>",
    "<=",
    "a<b",
    "a>b",
    "->x",
    "-",
    "--",
    "---",
    "--flag",
    "-v",
    "+",
    "+x",
    "=",
    "==",
    "===",
    "\\",
    "\\\\",
    "C:\\temp\\x",
    "\\n",
    "\\*",
    "\\_",
    "\\`",
    "\\$",
    "\\[",
    "\\~",
    "\\<",
    "\\&",
    "{",
    "}",
    "{{x}}",
    "{#id}",
    "{a,b}",
    "[",
    "]",
    "[]",
    "[x]",
    "[ ]",
    "[[wiki]]",
    "[a][b]",
    "[a]",
    "[a]:",
    "a[0]",
    "${a[1]}",
    "[!NOTE]",
    "(",
    ")",
    "()",
    "(x)",
    "![",
    "!()",
    "\"",
    "'",
    "\"x\"",
    "'x'",
    "it's",
    "don't",
    "`",
    "``",
    "```",
    "`x`",
    "`a b`",
    "`` ` ``",
    "`*x*`",
    "`a|b`",
    "`$x`",
    "`<x>`",
    "`\\`",
    "` x `",
    "&amp;",
    "&lt;",
    "&copy;",
    "&#35;",
    "&#x22;",
    "&nosuch;",
    "&nbsp;",
    "AT&T",
    "a&b;",
    "?a=1&b=2",
    "&#0;",
];

/// Addresses, bare and not.
const ADDRESSES: &[&str] = &[
    "https://example.org",
    "https://example.org/",
    "https://example.org/a*b*c",
    "https://example.org/a_b_c",
    "https://example.org/(a)",
    "(https://example.org/a)",
    "https://example.org/a)b",
    "https://example.org/x.",
    "https://example.org/x,",
    "https://example.org/x?",
    "https://example.org/?q=1&r=2",
    "https://example.org/?q=a&lt;",
    "https://example.org/&amp;",
    "https://example.org/x&copy;",
    "https://g.example.org/users?$top=5&$skip=10",
    "www.example.org",
    "www.example.org/search?q=(a))+ok",
    "www.example.org/a_b",
    "WWW.EXAMPLE.ORG",
    "http://localhost:8080/x",
    "http://127.0.0.1/",
    "https://[::1]/",
    "http://a",
    "https://a_b.org",
    "https://a.b_c.org",
    "ftp://example.org/x",
    "ssh://git@example.org/x",
    "git@example.org:a/b.git",
    "HTTPS://EXAMPLE.ORG/X",
    "xhttps://example.org",
    "_https://example.org_",
    "*https://example.org*",
    "**https://example.org**",
    "~~https://example.org~~",
    "\"https://example.org\"",
    "'https://example.org'",
    "https://example.org'",
    "https://example.org\"x",
    "https://example.org/`x`",
    "https://example.org/<x>",
    "<https://example.org/x_y_z>",
    "<https://example.org/?a=b&c=d>",
    "https://example.org/~user/",
    "https://example.org/a~b~c",
    "https://example.org/a|b",
    "https://example.org/a:",
    "https://example.org/a;",
    "https://example.org/[a]",
    "https://example.org/a#b",
    "https://example.org/$HOME",
    "https://example.org:8080",
    "https://example.org/übung",
    "https://user:pw@example.org/",
    "https://example.org...",
    "https://example.org!",
    "https://example.org/**",
    "https://example.org/*",
    "https://example.org/a\\_b",
    "ops@example.org",
    "ops@example.org.",
    "ops+x@example.org",
    "a.b-c_d@e-f.example.org",
    "ops@example",
    "ops@example.org-",
    "ops@example.org_",
    "<ops@example.org>",
    "mailto:ops@example.org",
    "xmpp:a@b.c",
    "a@b.c/d",
    "@user",
    "x@",
    "root@db1.example.org:~#",
    "ops@example.org,",
    "(ops@example.org)",
    "ops@example.org/x",
    "_ops@example.org_",
    "user@host",
];

/// What is put around some words.
const AROUND: &[(&str, &str)] = &[
    ("*", "*"),
    ("**", "**"),
    ("_", "_"),
    ("__", "__"),
    ("***", "***"),
    ("~~", "~~"),
    ("~", "~"),
    ("`", "`"),
    ("``", "``"),
    ("\"", "\""),
    ("(", ")"),
    ("[", "](https://example.org/x)"),
    ("[", "](https://example.org/x \"title\")"),
    ("[", "](<https://example.org/a b>)"),
    ("[", "](b.md)"),
    ("[", "](../x/y.md#z)"),
    ("[", "](#place)"),
    ("[", "]()"),
    ("[", "][ref]"),
    ("[", "][]"),
    ("[", "]"),
    ("![", "](https://example.org/x.png)"),
    ("![", "](x.png \"t\")"),
    ("[", "](https://example.org/a_(b))"),
    ("$", "$"),
    ("^", "^"),
    ("<b>", "</b>"),
    ("<!-- ", " -->"),
    ("[", "](https://example.org/*)"),
    ("$`", "`$"),
    ("[", "](javascript:x)"),
    ("\\*", "\\*"),
    ("{", "}"),
    ("<", ">"),
];

/// What a line may begin with.
const STARTS: &[&str] = &[
    "# ", "## ", "### ", "#", "> ", ">", "- ", "* ", "+ ", "1. ", "1) ", "2. ", "10. ", "- [ ] ", "- [x] ",
    "* [X] ", "1. [ ] ", "    ", "\t", "  ", "   ", ": ", ":", "~ ", "| ", "$ ", "% ", "- - ", "> - ",
    "> # ", "-", "1.", "- # ", "  - ", "    - ", "      ", "> > ", ">\t", "-\t", "~/", ":::", "[^1]: ",
    "[ref]: ", "***", "===", "- > ",
];

/// Blocks as a whole; lines of them may be mixed with others.
const BLOCKS: &[&str] = &[
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|:-:|--:|\n| `x` | 2 | 3 |",
    "a | b\n--|--\n1 | 2",
    "| a |\n|---|\n| `a\\|b` |\n| x \\| y |",
    "| a |\n|---|\n| *x* $y |",
    "| a | b |\n|---|\n| 1 | 2 |",
    "|a|\n|-|\n|b\nc",
    "| a | b |\n| --- | --- |",
    "```\n*code* $x\n```",
    "```console\n$ ls *.log\n# x\n```",
    "~~~ sh\na ~ b\n~~~",
    "```sh title=x\nx\n```",
    "```\nnever closed",
    "````\n```\nx\n```\n````",
    "```{.sh}\nx\n```",
    "```nginx {title=\"x\" linenos}\na;\nb;\n```",
    "``` \n\nx\n\n```",
    "    indented *code*\n    $x",
    "\ttab",
    "Term\n: Meaning.",
    "Term\n\n: Meaning.",
    "Heading\n=======",
    "Heading\n---",
    "Two\nlines\n---",
    "# One",
    "## Two {#two}",
    "## Two",
    "###### Six ######",
    "---",
    "***",
    "* * *",
    "_ _ _",
    "> quote\n> more",
    "> quote\nlazy",
    "> [!NOTE]\n> Careful.",
    "> [!WARNING] x\n> y",
    "> [!DANGER]\n> x",
    "> - a\n> - b",
    "- a\n- b\n  - c\n    - d",
    "- a\n\n- b",
    "- a\n\n  b\n- c",
    "1. a\n2. b\n   - c",
    "3. x\n4. y",
    "- [ ] do\n- [x] done",
    "- [ ] do\n\n  more",
    "* a\n+ b\n- c",
    "- a\n  ```\n  x\n  ```\n- b",
    "-\n  x",
    "- ",
    "1. a\n\n   b\n\n2. c",
    "- a\n\n\n- b",
    "- a\n # b",
    "+ x\n\n      code",
    "Note[^1] and[^1].\n\n[^1]: The *note*.",
    "One[^a] two[^b].\n\n[^b]: B\n[^a]: A",
    "x[^n]\n\n[^n]: a\n\n    b",
    "[^lost] here",
    "[^un]: unused",
    "x[^1]\n\n[^1]: one\n[^1]: two",
    "[ref]: https://example.org/ref \"Title\"",
    "[a]: https://example.org/a",
    "[b]: <https://example.org/b c>",
    "[ref]: x.md",
    "[ref]:\nhttps://example.org/y\n'title'",
    "<!-- comment -->",
    "<!-- TODO --> Restart.",
    "<!--\nlines\n-->\nText",
    "<div>\n*x*\n</div>",
    "<div>\n\n*x*\n\n</div>",
    "<kbd>Ctrl</kbd>+<kbd>C</kbd>",
    "<br>",
    "a<br>b",
    "<details><summary>x</summary>\n\ny\n\n</details>",
    "</div>",
    "<host>",
    "<a href=\"https://example.org\">x</a>",
    "$$\nx^2\n$$",
    "```math\nx^2\n```",
    "$`x^2`$",
    "a  \nb",
    "a\\\nb",
    "![alone](https://example.org/x.png)",
    "![alone](x.png \"cap\")",
    "![a](https://example.org/a.png) ![b](https://example.org/b.png)",
    "H~2~O and 10^6^",
    "~~gone~~ ~kept~",
    "~~~\nx",
    "<https://example.org/>",
];

const QUOTES: &[&str] = &["> ", ">"];
const BETWEEN: &[&str] = &["\n", "\n", "\n", "  \n", "\\\n"];

/// A small source of random numbers (`SplitMix64`), so that a seed says all.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn one_in(&mut self, number: usize) -> bool {
        self.below(number) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The body of a seed.
pub(crate) fn body(seed: u64) -> String {
    let mut random = Random(seed);
    let mut out = String::new();
    for _ in 0..=random.below(5) {
        let text = block(&mut random);
        out.push_str(&text);
        out.push_str(if random.one_in(4) { "\n" } else { "\n\n" });
    }
    out
}

fn block(random: &mut Random) -> String {
    let text = match random.below(10) {
        0..4 => lines(random),
        4..6 => format!("{}{}", random.of(STARTS), lines(random)),
        6 => table(random),
        _ => random.of(BLOCKS).to_owned(),
    };
    match random.below(12) {
        0 => inside(random.of(QUOTES), &text),
        1 => inside("  ", &text).replacen("  ", "- ", 1),
        2 => inside("   ", &text).replacen("   ", "1. ", 1),
        _ => text,
    }
}

fn inside(prefix: &str, text: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}")).collect::<Vec<_>>().join("\n")
}

fn lines(random: &mut Random) -> String {
    let lines: Vec<String> =
        (0..=random.below(3))
            .map(|_| {
                if random.one_in(8) { format!("{}{}", random.of(STARTS), line(random)) } else { line(random) }
            })
            .collect();
    lines.join(random.of(BETWEEN))
}

fn line(random: &mut Random) -> String {
    let pieces: Vec<String> = (0..=random.below(6)).map(|_| piece(random)).collect();
    let between = if random.one_in(6) { "" } else { " " };
    pieces.join(between)
}

fn piece(random: &mut Random) -> String {
    match random.below(8) {
        0..4 => random.of(WORDS).to_owned(),
        4 | 5 => random.of(ADDRESSES).to_owned(),
        _ => {
            let (before, after) = random.of(AROUND);
            let inner: Vec<String> = (0..=random.below(2))
                .map(|_| if random.one_in(4) { piece(random) } else { random.of(WORDS).to_owned() })
                .collect();
            format!("{before}{}{after}", inner.join(" "))
        }
    }
}

fn table(random: &mut Random) -> String {
    let columns = 1 + random.below(3);
    let row = |random: &mut Random, columns: usize| {
        let cells: Vec<String> = (0..columns).map(|_| piece(random).replace('\n', " ")).collect();
        format!("| {} |", cells.join(" | "))
    };
    let mut rows = vec![row(random, columns), format!("|{}", "---|".repeat(columns))];
    for _ in 0..random.below(3) {
        let columns = if random.one_in(5) { columns + 1 } else { columns };
        rows.push(row(random, columns));
    }
    rows.join("\n")
}
