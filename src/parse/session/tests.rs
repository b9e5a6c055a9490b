//! Which lines of a session are commands, how far these go, and what is output.

use super::{Role, Session, Unfinished};

/// Each line with a mark for what it is: `$` a command, `+` goes on, `.` output.
fn marked(code: &str) -> String {
    let session = Session::read(code);
    assert_eq!(session.lines.len(), code.lines().count(), "{code}");
    let mut out = String::new();
    for line in &session.lines {
        out.push(match line.role {
            Role::Command(_) => '$',
            Role::Continued => '+',
            Role::Output => '.',
        });
        out.push_str(line.text);
        out.push('\n');
    }
    out
}

fn cut(code: &str) -> Option<(usize, Unfinished)> {
    Session::read(code).cut.map(|cut| (cut.line, cut.why))
}

#[test]
fn prompts_of_shells_are_known() {
    for prompt in [
        "$ ",
        "# ",
        "% ",
        "> ",
        "root@db1:~# ",
        "[user@host ~]$ ",
        "[root@db1 etc]# ",
        "user@host:/path$ ",
        "user@host:~/a b$ ",
        "(venv) $ ",
        "(base) user@host:~$ ",
        "sh-5.1# ",
        "bash-5.1$ ",
        "-bash-4.2$ ",
        "host# ",
        "➜  ~ ",
        "➜ ",
        "❯ ",
        "➜  app git:(main) ✗ ",
        "user@mac ~ % ",
        "user@mac project % ",
        "/ # ",
        "/etc/nginx # ",
        "~ $ ",
        "/app# ",
        "mac:~ user$ ",
        "└─$ ",
        "root@4f1c2d3e4f5a:/# ",
        "db1:~# ",
        "user@host> ",
        "user@host ~/src> ",
        "ubuntu@ip-10-0-0-1:~$ ",
        "router# ",
        "router(config)# ",
        "λ ",
        "user@host % ",
    ] {
        assert_eq!(marked(&format!("{prompt}id\nout\n")), "$id\n.out\n", "{prompt}");
        assert_eq!(marked(&format!("{}\n", prompt.trim_end())), "$\n", "{prompt} alone");
    }
}

#[test]
fn prompts_of_programs_are_known() {
    for prompt in [
        "PS C:\\> ",
        "PS> ",
        "PS C:\\Users\\a b> ",
        "PS /home/a> ",
        "C:\\>",
        "C:\\Users\\a>",
        "mysql> ",
        "MariaDB [db]> ",
        "MariaDB [(none)]> ",
        "postgres=# ",
        "db=> ",
        "db=*# ",
        ">>> ",
        "In [12]: ",
        "sqlite> ",
        "127.0.0.1:6379> ",
        "127.0.0.1:6379[3]> ",
        "cache.example.org:6379> ",
        "irb(main):001:0> ",
        "irb(main):001> ",
        "[1] pry(main)> ",
        "(gdb) ",
        "=> ",
        "=# ",
        "julia> ",
        "sftp> ",
        "mongosh> ",
    ] {
        assert_eq!(marked(&format!("{prompt}x;\nout\n")), "$x;\n.out\n", "{prompt}");
    }
}

#[test]
fn commands_end_where_their_shell_ends_them() {
    let whole = [
        (
            "$ cat << EOT > n.txt\none\nEOT\n$ rm -i n.txt\n",
            "$cat << EOT > n.txt\n+one\n+EOT\n$rm -i n.txt\n",
        ),
        ("$ cat <<-EOT\n\tone\n\tEOT\nout\n", "$cat <<-EOT\n+\tone\n+\tEOT\n.out\n"),
        ("$ cat <<'EOT'\n$ x\nEOT\n", "$cat <<'EOT'\n+$ x\n+EOT\n"),
        ("$ cat <<\"A B\" <<\\C\n1\nA B\n2\nC\nout\n", "$cat <<\"A B\" <<\\C\n+1\n+A B\n+2\n+C\n.out\n"),
        ("$ cat <<E\n> one\n>\n> E\nout\n", "$cat <<E\n+one\n+\n+E\n.out\n"),
        ("$ cat <<E\n> quoted\nplain\nE\nout\n", "$cat <<E\n+> quoted\n+plain\n+E\n.out\n"),
        ("$ wc <<< EOT\nout\n", "$wc <<< EOT\n.out\n"),
        ("$ echo $((1<<2))\nout\n", "$echo $((1<<2))\n.out\n"),
        ("$ echo 'a\nb'\nout\n", "$echo 'a\n+b'\n.out\n"),
        ("$ echo \"it's\n$(date)\"\nout\n", "$echo \"it's\n+$(date)\"\n.out\n"),
        ("$ echo $'it\\'s\nx'\nout\n", "$echo $'it\\'s\n+x'\n.out\n"),
        ("$ a=`date\n`\nout\n", "$a=`date\n+`\n.out\n"),
        ("$ x=$(cat <<E\none\nE\n)\nout\n", "$x=$(cat <<E\n+one\n+E\n+)\n.out\n"),
        ("$ a \\\n  --b |\n  c &&\n  d ||\n  e\nout\n", "$a \\\n+  --b |\n+  c &&\n+  d ||\n+  e\n.out\n"),
        ("$ a \\\n> b\n> out\n", "$a \\\n+b\n.> out\n"),
        (
            "$ for i in 1 2; do\n    echo $i\n  done\nout\n",
            "$for i in 1 2; do\n+    echo $i\n+  done\n.out\n",
        ),
        (
            "$ while read -r a\n> do echo $a; done < f\nout\n",
            "$while read -r a\n+do echo $a; done < f\n.out\n",
        ),
        ("$ if [ -f a ]\nthen b\nfi\nout\n", "$if [ -f a ]\n+then b\n+fi\n.out\n"),
        ("$ case $a in\nb|c) d ;;\n(*) e\nesac\nout\n", "$case $a in\n+b|c) d ;;\n+(*) e\n+esac\n.out\n"),
        ("$ f() {\n  echo a\n}\nout\n", "$f() {\n+  echo a\n+}\n.out\n"),
        ("$ ( cd a\nls )\nout\n", "$( cd a\n+ls )\n.out\n"),
        ("$ a=(b\nc)\nout\n", "$a=(b\n+c)\n.out\n"),
        ("% cat <<E\nheredoc> one\nheredoc> E\nout\n", "$cat <<E\n+one\n+E\n.out\n"),
    ];
    for (code, expected) in whole {
        assert_eq!((marked(code).as_str(), cut(code)), (expected, None));
    }
}

#[test]
fn words_that_only_look_like_more_do_not_go_on() {
    for command in [
        "ls # don't",
        "echo {",
        "find . -exec rm {} \\;",
        "echo for if case do",
        "echo \\'",
        "awk '{print $1}' f",
        "[[ $a =~ ^(x|y)$ && -f b ]] && c",
        "echo a#b 'c'",
        "echo ${#a} ${b:-'}'} ${c%%\"}\"}",
        "make 2>&1 >f &",
        "for ((i=0;i<3;i++)); do echo $i; done",
        "a() { b; }; a",
        "case $a in b) c;; esac",
        "diff <(a) <(b)",
        "echo $(( (1 + 2) * 3 )) $(echo \"$(id)\")",
        "x=$(case a in a) echo b;; esac)",
        "time { a; }",
        "echo \"a \\\" b\"",
        "printf '%s\\n' a 2>/dev/null",
        "a &> b",
        "echo !(x)",
        "echo \"${a:-it's}\"",
        "if a; then b; else c; fi",
        "echo done",
        "while :; do a; done | b",
    ] {
        let code = format!("$ {command}\nout\n");
        assert_eq!((marked(&code), cut(&code)), (format!("${command}\n.out\n"), None));
    }
}

#[test]
fn other_programs_have_ends_of_their_own() {
    let whole = [
        (
            "mysql> select 1\n    -> from t\n    -> where a = '\n    '> b';\n| 1 |\n",
            "$select 1\n+from t\n+where a = '\n+b';\n.| 1 |\n",
        ),
        ("db=# select 1\ndb-# from t;\n 1\n", "$select 1\n+from t;\n. 1\n"),
        ("db=# select 1\n     from t;\n 1\n", "$select 1\n+     from t;\n. 1\n"),
        ("mysql> show status\n+---+\n| ; |\n", "$show status\n.+---+\n.| ; |\n"),
        ("=> select 1\n-> ;\n1\n", "$select 1\n+;\n.1\n"),
        ("sqlite> select 1\n   ...> ;\n1\n", "$select 1\n+;\n.1\n"),
        ("sqlite> .tables\nt;\n", "$.tables\n.t;\n"),
        (">>> def f():\n...     return 1\n...\n>>> f()\n1\n", "$def f():\n+    return 1\n+\n$f()\n.1\n"),
        ("PS> Get-Item a |\n>>   Select b\nout\n", "$Get-Item a |\n+  Select b\n.out\n"),
        ("PS> @\"\n$x\n\"@ | Set-Content b\nout\n", "$@\"\n+$x\n+\"@ | Set-Content b\n.out\n"),
        ("PS> if (a) {\n  b\n}\nout\n", "$if (a) {\n+  b\n+}\n.out\n"),
        ("C:\\>copy a ^\nMore? b\nout\n", "$copy a ^\n+b\n.out\n"),
        ("mongosh> f({\n... a: 1\n... })\nout\n", "$f({\n+a: 1\n+})\n.out\n"),
    ];
    for (code, expected) in whole {
        assert_eq!((marked(code).as_str(), cut(code)), (expected, None));
    }
}

#[test]
fn half_a_command_cuts_the_session() {
    use Unfinished::{Document, More, Quote};
    for (code, line, why) in [
        ("$ ls\n$ cat <<EOT\none\n$ ls\n", 2, Document("EOT".to_owned())),
        ("$ cat <<EOT\n  EOT\n", 1, Document("EOT".to_owned())),
        ("$ echo don't\n$ echo won't\n", 1, Quote),
        ("$ echo \"a\n", 1, Quote),
        ("$ a \\\n$ b\n", 1, More),
        ("$ a |\n", 1, More),
        ("$ for i in 1; do\nout\n$ ls\n", 1, More),
        (">>> def f():\n>>> f()\n", 1, More),
        ("PS> a {\nPS> b\n", 1, More),
        ("mysql> select '\nmysql> b;\n", 1, Quote),
        ("# a \\\n", 1, More),
    ] {
        assert_eq!(cut(code), Some((line, why)), "{code}");
    }
}

#[test]
fn other_prompts_are_output_unless_a_command_opened_them() {
    let sessions = [
        ("$ cat a.conf\n# a comment\n> x\n% y\n", "$cat a.conf\n.# a comment\n.> x\n.% y\n"),
        ("# Install it\n$ apt install a\n", ".# Install it\n$apt install a\n"),
        (
            "# apt update\n# The list is new.\n# apt install a\n",
            "$apt update\n.# The list is new.\n$apt install a\n",
        ),
        (
            "# cat /etc/fstab\n# <file system> <type>\n# / was on sda1 before\n# generated by x\n",
            "$cat /etc/fstab\n.# <file system> <type>\n.# / was on sda1 before\n.# generated by x\n",
        ),
        ("$ sudo -i\n# id\n# exit\n$ cat a\n# b\n", "$sudo -i\n$id\n$exit\n$cat a\n.# b\n"),
        ("$ sudo cat a\n# b\n", "$sudo cat a\n.# b\n"),
        ("$ su -\nPassword:\n# id\n", "$su -\n.Password:\n$id\n"),
        ("# su - postgres\n$ psql\n", "$su - postgres\n$psql\n"),
        ("$ ssh db1\nroot@db1:~# id\n", "$ssh db1\n$id\n"),
        ("$ ssh db1 cat a\n# b\n", "$ssh db1 cat a\n.# b\n"),
        ("$ cat session\nroot@db1:~# id\n", "$cat session\n.root@db1:~# id\n"),
        ("$ docker exec -it a sh\n/ # id\n", "$docker exec -it a sh\n$id\n"),
        ("$ sudo -u postgres psql\npostgres=# \\q\n$ ls\n", "$sudo -u postgres psql\n$\\q\n$ls\n"),
        ("$ python3\n>>> 1\n1\n", "$python3\n$1\n.1\n"),
        ("# emerge a\n>>> Emerging\n", "$emerge a\n.>>> Emerging\n"),
        ("# mysql\nmysql> show tables;\n", "$mysql\n$show tables;\n"),
        ("root@a:~# cat b\n$ c\n# d\n", "$cat b\n.$ c\n.# d\n"),
        (
            "❯ npm run dev\n➜  Local:   http://localhost/\n❯ ls\n$ out\n",
            "$npm run dev\n.➜  Local:   http://localhost/\n$ls\n.$ out\n",
        ),
        ("> a\n> b\n", "$a\n$b\n"),
        ("server {\n# listen\n> x\n", ".server {\n.# listen\n.> x\n"),
        ("out\n$ a\n", ".out\n$a\n"),
        ("  $ a\n  out\n", "$a\n.  out\n"),
        ("$ a\n  $ b\n", "$a\n.  $ b\n"),
        ("100% done\n", ".100% done\n"),
        ("C# is\n", ".C# is\n"),
    ];
    for (code, expected) in sessions {
        assert_eq!((marked(code).as_str(), cut(code)), (expected, None), "{code}");
    }
}
