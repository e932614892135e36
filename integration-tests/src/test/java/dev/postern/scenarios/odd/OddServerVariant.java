package dev.postern.scenarios.odd;

import static dev.postern.scenarios.odd.OddServer.CLOSE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One kind of odd server, and what is sent to it.
 *
 * @param name its row in the page
 * @param parameters of MAIL and of RCPT, which the sender of the message gives
 */
record OddServerVariant(
        String name,
        List<String> keywords,
        OddServer.Script script,
        String content,
        int recipients,
        List<String> parameters) {
    private static final List<String> MODERN =
            List.of("PIPELINING", "SIZE 10240000", "8BITMIME", "ENHANCEDSTATUSCODES", "DSN");
    private static final List<String> OF_SEVEN_BITS = List.of("PIPELINING", "SIZE 10240000");
    private static final String MIME = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n";
    private static final String UMLAUT = "Gr\u00fc\u00dfe\r\n";

    private static OddServerVariant of(String name, OddServer.Script script) {
        return new OddServerVariant(name, MODERN, script, "\r\nplain\r\n", 1, List.of());
    }

    /** One that answers commands that have that in them so. */
    private static OddServerVariant answering(String name, String part, String reply) {
        return of(name, (line, talk) -> line.contains(part) ? Optional.of(reply) : Optional.empty());
    }

    private static OddServerVariant eightBit(String name, String content) {
        return new OddServerVariant(
                name, OF_SEVEN_BITS, (line, talk) -> Optional.empty(), content, 1, List.of(" BODY=8BITMIME", ""));
    }

    private OddServerVariant sending(String what, String ofMail, String ofRecipients) {
        return new OddServerVariant(name, keywords, script, what, recipients, List.of(ofMail, ofRecipients));
    }

    private OddServerVariant to(int many) {
        return new OddServerVariant(name, keywords, script, content, many, parameters);
    }

    private OddServerVariant announcing(String... what) {
        return new OddServerVariant(name, List.of(what), script, content, recipients, parameters);
    }

    private static OddServerVariant few(String then, String reply) {
        return of(
                        "accepts 3 of 5 recipients, then " + then,
                        (line, talk) -> line.startsWith("RCPT") && talk.recipients() >= 3
                                ? Optional.of(reply)
                                : Optional.empty())
                .to(5);
    }

    private static OddServerVariant pipelining(String name, String verb, String reply) {
        return of(
                name,
                (line, talk) -> line.startsWith(verb) && talk.isMoreWaiting() ? Optional.of(reply) : Optional.empty());
    }

    /** All of them. */
    static List<OddServerVariant> all() {
        List<OddServerVariant> all = new ArrayList<>();
        for (String reply : List.of("500 5.5.2 unrecognized", "502 5.5.1 no", "503 5.5.1 no", "552 5.3.4 no", CLOSE)) {
            all.add(answering("`BDAT`: " + word(reply), "BDAT", reply)
                    .announcing("PIPELINING", "SIZE 10240000", "8BITMIME", "CHUNKING"));
        }
        for (String reply : List.of("554 5.6.1 no 8 bit", "555 5.5.4 unsupported", "501 5.5.4 syntax", "500 what?")) {
            all.add(answering("`BODY=8BITMIME`: " + word(reply), "BODY=", reply)
                    .sending(MIME + "Content-Transfer-Encoding: 8bit\r\n\r\n" + UMLAUT, " BODY=8BITMIME", ""));
        }
        for (String reply : List.of("501 5.5.4 syntax", "555 5.5.4 unsupported", "500 what?")) {
            all.add(answering("`SIZE=`: " + word(reply), "SIZE=", reply));
        }
        for (String reply : List.of("501 5.5.4 syntax", "555 5.5.4 unsupported")) {
            all.add(answering("`RET=`: " + word(reply), "RET=", reply).sending("\r\nx\r\n", " RET=HDRS", ""));
            all.add(answering("`NOTIFY=`: " + word(reply), "NOTIFY=", reply)
                    .sending("\r\nx\r\n", "", " NOTIFY=FAILURE"));
        }
        all.add(pipelining("closes when commands come together", "MAIL", CLOSE));
        all.add(pipelining("commands that come together: `503`", "RCPT", "503 5.5.1 need MAIL"));
        for (String reply : List.of(
                "452 4.5.3 too many recipients",
                "452 too many recipients",
                "450 4.5.3 too many recipients",
                "451 4.5.3 too many recipients",
                "550 5.5.3 too many recipients",
                "552 too many recipients",
                "552 5.5.3 too many recipients")) {
            all.add(few(reply, reply));
        }
        all.add(few("421 and closes", CLOSE + "421 4.7.0 too many recipients"));
        all.add(few("closes", CLOSE));
        for (String reply :
                List.of("500 what?", "501 no", "502 no", "503 no", "504 no", "550 no", "554 no", CLOSE, "421 later")) {
            all.add(answering("`EHLO`: " + word(reply), "EHLO", reply));
        }
        eightBitMessages(all);
        replies(all);
        tls(all);
        return all;
    }

    private static void eightBitMessages(List<OddServerVariant> all) {
        String cte = "Content-Transfer-Encoding: ";
        all.add(eightBit("no 8BITMIME: `8bit`", MIME + cte + "8bit\r\n\r\n" + UMLAUT));
        all.add(eightBit("no 8BITMIME: `8BIT`", MIME + cte + "8BIT\r\n\r\n" + UMLAUT));
        all.add(eightBit("no 8BITMIME: no MIME field", "\r\n" + UMLAUT));
        all.add(eightBit("no 8BITMIME: 8 bits in the header", "X-Name: " + UMLAUT + "\r\nplain\r\n"));
        all.add(eightBit("no 8BITMIME: a `7bit` part with an octet", MIME + cte + "7bit\r\n\r\n" + UMLAUT));
        all.add(eightBit(
                "no 8BITMIME: `quoted-printable` with an octet", MIME + cte + "quoted-printable\r\n\r\n" + UMLAUT));
        all.add(eightBit(
                "no 8BITMIME: in a preamble",
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + UMLAUT
                        + "--b\r\n\r\nplain\r\n--b--\r\n"));
        all.add(eightBit(
                "no 8BITMIME: in `message/rfc822`",
                "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n" + cte + "8bit\r\n\r\n" + MIME + cte
                        + "8bit\r\n\r\n" + UMLAUT));
        all.add(eightBit(
                "no 8BITMIME: in `multipart/signed`",
                "MIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b; protocol=\"application/pgp-signature\"\r\n\r\n--b\r\n"
                        + cte + "8bit\r\n\r\n" + UMLAUT
                        + "--b\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--b--\r\n"));
    }

    private static void replies(List<OddServerVariant> all) {
        all.add(answering("greeting of several lines", "GREETING", "220-odd.test\r\n220-\r\n220 ready"));
        all.add(answering("greeting `220` alone", "GREETING", "220"));
        all.add(answering("greeting: 554", "GREETING", "554 5.3.2 no"));
        all.add(answering("greeting: 421", "GREETING", CLOSE + "421 4.3.2 no"));
        all.add(answering("greeting: closes", "GREETING", CLOSE));
        all.add(answering("greeting with octets of 8 bits", "GREETING", "220 odd.test \u00fc\u00df"));
        all.add(answering("greeting with LF alone", "GREETING", "220 odd.test\n"));
        all.add(answering("a reply to RCPT with LF alone", "RCPT", "250 2.1.5 ok\n"));
        all.add(answering("replies without text", "RCPT", "250"));
        all.add(answering("a reply of 2,000 octets", "RCPT", "250 " + "x".repeat(2_000)));
        all.add(answering("a reply of 100 lines", "RCPT", "250-x\r\n".repeat(99) + "250 x"));
        all.add(answering("`RCPT`: 251", "RCPT", "251 will forward"));
        all.add(answering("`RCPT`: 252", "RCPT", "252 cannot verify"));
        all.add(answering("`MAIL`: 251", "MAIL", "251 fine"));
        all.add(answering("`DATA`: 250", "DATA", "250 fine"));
        all.add(answering("`DATA`: 503", "DATA", "503 5.5.1 no"));
        all.add(ending("the end of data: `250` alone", "250"));
        all.add(ending("the end of data: closes behind 250", CLOSE + "250 2.0.0 ok"));
        all.add(ending("the end of data: closes", CLOSE));
        all.add(ending("the end of data: 451", "451 4.3.0 later"));
        all.add(ending("the end of data: 552 5.2.2", "552 5.2.2 mailbox full"));
        all.add(answering("`QUIT`: closes", "QUIT", CLOSE));
        all.add(of("keywords in lower case, with `=`", (line, talk) -> Optional.empty())
                .announcing("pipelining", "size=10240000", "8bitmime", "auth=login"));
        all.add(of("keywords that nobody knows", (line, talk) -> Optional.empty())
                .announcing("X-\u00fc", "", " ", "SIZE abc", "SIZE 99999999999999999999"));
        all.add(of("`SIZE 10`", (line, talk) -> Optional.empty()).announcing("SIZE 10"));
        all.add(of("`SIZE 0`", (line, talk) -> Optional.empty()).announcing("SIZE 0"));
    }

    private static void tls(List<OddServerVariant> all) {
        for (String reply :
                List.of("454 4.7.0 no", "502 5.5.1 no", "554 5.7.0 no", CLOSE, "220 garbage follows\r\nnonsense")) {
            all.add(answering("`STARTTLS`: " + word(reply), "STARTTLS", reply)
                    .announcing("PIPELINING", "STARTTLS", "8BITMIME"));
        }
    }

    private static OddServerVariant ending(String name, String reply) {
        return of(name, (line, talk) -> line.equals(".") ? Optional.of(reply) : Optional.empty());
    }

    private static String word(String reply) {
        return reply.equals(CLOSE) ? "closes" : reply.contains("garbage") ? "220, then garbage" : reply;
    }

    /** Its recipients in that domain. */
    List<String> recipientsAt(String domain) {
        return IntStream.rangeClosed(1, recipients)
                .mapToObj(number -> "r" + number + "@" + domain)
                .toList();
    }
}
