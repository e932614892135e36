package dev.postern.smtp;

import java.util.List;
import java.util.stream.Stream;

/** From fields of the field: none is well-formed (RFC 5322), all are common or nearly so, and Postfix accepts each. */
public final class OddFromFields {
    /** {@code %s} stands for the domain. */
    private static final List<String> FORMS = List.of(
            "From: Doe, John <j@%s>",
            "From: Doe, John, Dr. <j@%s>",
            "From: \"a\" j@%s",
            "From: \"Doe, John\" j@%s",
            "From: John Doe j@%s",
            "From: John Doe (Sales j@%s",
            "From: John: Doe <j@%s>",
            "From: Re: your mail <j@%s>",
            "From: John; Doe <j@%s>",
            "From: John Doe; <j@%s>",
            "From: John [Sales] Doe <j@%s> [Sales]",
            "From: =?utf-8?q?Doe=2C?= John, <j@%s",
            "From: =?utf-8?q?Doe,_John?=, CEO <j@%s>",
            "From: =?utf-8?q?Doe, John?= <j@%s>, Sales",
            "From: =?iso-8859-1?Q?M=FCller, ?= Jan <j@%s>",
            "From: \"John Doe <j@%s>",
            "From: John \"Jack Doe <j@%s>",
            "From: John Doe\" <j@%s>",
            "From: 'John Doe' j@%s",
            "From: <j@%s",
            "From: j@%s>",
            "From: John Doe <j@%s>>",
            "From: John Doe <<j@%s>>",
            "From: <John Doe> <j@%s>",
            "From: John Doe <j@%s> Sales",
            "From: <j@%s> John Doe",
            "From: John Doe <j@%s> (Sales",
            "From: John Doe <mailto:j@%s>",
            "From: John Doe [mailto:j@%s]",
            "From: mailto:j@%s",
            "From: John Doe <SMTP:j@%s>",
            "From: John Doe <j @ %s>x",
            "From: John Doe < j@%s >,,x",
            "From: j@%s, ",
            "From: j@%s; k@%s",
            "From: j@%s k@%s",
            "From: j@%s,John",
            "From: j@%s\\",
            "From: j\\@%s",
            "From: j@@%s",
            "From: j@k@%s",
            "From: @%s",
            "From: <@%s>",
            "From: j@%s.",
            "From: j@%s..",
            "From: j@.%s",
            "From: j@-%s",
            "From: j@%s-",
            "From: John Doe <j@%s:25>",
            "From: John Doe <j@%s/x>",
            "From: John Doe <j@%s,>",
            "From: John Doe <j@(x)%s> y",
            "From: John) Doe <j@%s>",
            "From: J\u0001Doe <j@%s>",
            "From: John\u007F <j@%s>",
            "From: J\u00F6hn, D\u00F6e <j@%s>",
            "From: \uFF2A, Doe <j@%s>",
            "From: team: j@%s",
            "From: team: j@%s, k@%s;;",
            "From: ;j@%s",
            "From: :j@%s",
            "From: team <a:j@%s>",
            "From: John Doe <j@[%s]>",
            "From: John Doe <j@\"%s\">",
            "From: John Doe <=?utf-8?q?j?=@%s>",
            "From: =?utf-8?q?j=40%s?=",
            "From: =?utf-8?q?John Doe <j@%s>?=",
            "From: \"j@%s\"",
            "From: (j@%s)",
            "From: John \\Doe <j@%s>\\",
            "From: Doe,\r\n\tJohn\r\n <j@%s>",
            "From: a@x.invalid\r\nFrom: j@%s",
            "From: j@%s\r\nFrom: j@%s",
            "From: j@%s\r\nSubject: x\r\nFrom : Doe, J",
            "from: Doe, John <j@%s>",
            "FROM:Doe, John<j@%s>",
            "From\t: Doe, John <j@%s>",
            "From: Doe, John <j@%s>\rX: y");

    /** Forms that name no domain at all. */
    private static final List<String> NOWHERE = List.of(
            "From: root@192.0.2.1",
            "From: <root@192.0.2.1>",
            "From: Cron Daemon <root@>",
            "From: root@",
            "From: @",
            "From: John @ Doe",
            "From: John @Doe, <>",
            "From: a@b@c",
            "From: root@[not an address]",
            "From: root@host_name..",
            "From: \"unclosed @ quote",
            "From: =?utf-8?q?=40?=",
            "From: =?x-unknown?b?QA?=");

    private OddFromFields() {}

    /** All forms, with an address of nobody's. */
    public static Stream<String> ofNobody() {
        return Stream.concat(NOWHERE.stream(), in("stranger.test"));
    }

    /** Those that have a domain, with one of contoso's. */
    public static Stream<String> ofContoso() {
        return in("contoso.test");
    }

    private static Stream<String> in(String domain) {
        return FORMS.stream().map(form -> form.replace("%s", domain));
    }
}
