package dev.postern.scenarios.odd;

import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something odd that a client says on its way to bob@example.test.
 *
 * @param name its row in the page
 * @param hello in the place of EHLO; empty: nothing
 * @param content from the header section to the line before the final dot
 */
record OddInput(String name, String hello, String mail, String rcpt, String content) {
    private static final String EHLO = "EHLO client.test";
    private static final String MAIL = "MAIL FROM:<carol@stranger.test>";
    private static final String RCPT = "RCPT TO:<bob@example.test>";
    private static final String HEADER = "From: carol@stranger.test\r\nSubject: odd\r\n";

    /** Says it, and returns the code of the first reply that refuses, or of the one to the end of data. */
    String sayTo(ScriptedSmtpClient client) throws IOException {
        Optional<Reply> reply = client.replyOrEnd();
        List<String> commands = new ArrayList<>(List.of(hello, mail, rcpt, "DATA"));
        commands.removeIf(String::isEmpty);
        for (String command : commands) {
            if (reply.filter(Reply::isPositive).isPresent()) {
                reply = answer(client, command + "\r\n");
            }
        }
        if (reply.filter(Reply::isPositive).isPresent()) {
            reply = answer(client, content + "\r\n.\r\n");
        }
        return reply.map(last -> Integer.toString(last.code())).orElse("closes");
    }

    /** The reply to these bytes; that of a server that hangs up before it has them all is there to be read, too. */
    private static Optional<Reply> answer(ScriptedSmtpClient client, String bytes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException hungUp) {
            return client.replyOrEnd();
        }
        return client.replyOrEnd();
    }

    private static OddInput hello(String line) {
        return new OddInput("`" + line + "`", line, MAIL, RCPT, HEADER + "\r\nx");
    }

    private static OddInput mail(String line) {
        return new OddInput("`" + line + "`", EHLO, line, RCPT, HEADER + "\r\nx");
    }

    private static OddInput rcpt(String line) {
        return new OddInput("`" + line + "`", EHLO, MAIL, line, HEADER + "\r\nx");
    }

    private static OddInput content(String name, String content) {
        return new OddInput(name, EHLO, MAIL, RCPT, content);
    }

    /** All of them. */
    static List<OddInput> all() {
        List<OddInput> all = new ArrayList<>();
        all.add(new OddInput("neither HELO nor EHLO", "", MAIL, RCPT, HEADER + "\r\nx"));
        for (String line : List.of(
                "EHLO",
                "EHLO mail_gateway",
                "EHLO client.test.",
                "EHLO [192.0.2.1]",
                "EHLO 192.0.2.1",
                "EHLO a b",
                "EHLO -client",
                "ehlo client.test ",
                "HELO localhost")) {
            all.add(hello(line));
        }
        for (String line : List.of(
                "MAIL FROM:carol@stranger.test",
                "MAIL FROM: <carol@stranger.test>",
                "mail from:<carol@stranger.test>",
                "MAIL FROM:<carol@stranger.test>  ",
                "MAIL FROM:<>",
                "MAIL FROM:<carol>",
                "MAIL FROM:<carol@stranger>",
                "MAIL FROM:<carol@[192.0.2.1]>",
                "MAIL FROM:<carol@[192.0.2.1]stranger.test>",
                "MAIL FROM:<carol@[192.0.2.1]@stranger.test>",
                "MAIL FROM:<carol@mail_host.stranger.test>",
                "MAIL FROM:<carol@_stranger_.test>",
                "MAIL FROM:<carol@-stranger.test>",
                "MAIL FROM:<carol@stranger.test.>",
                "MAIL FROM:<carol@stranger.test..>",
                "MAIL FROM:<@relay.test:carol@stranger.test>",
                "MAIL FROM:<@relay.test,@[192.0.2.1]:carol@stranger.test.>",
                "MAIL FROM:<@relay.test:>",
                "MAIL FROM:<ca..rol@stranger.test>",
                "MAIL FROM:<.carol.@stranger.test>",
                "MAIL FROM:<\"ca rol\"@stranger.test>",
                "MAIL FROM:<carol@stranger.test> BODY=8BITMIME SIZE=100",
                "MAIL FROM:<carol@stranger.test> body=8bitmime",
                "MAIL FROM:<carol@stranger.test> FOO=bar",
                "MAIL FROM:<carol@stranger.test> SIZE=x")) {
            all.add(mail(line));
        }
        for (String line : List.of(
                "RCPT TO:bob@example.test",
                "RCPT TO: <bob@example.test>",
                "rcpt to:<BOB@EXAMPLE.TEST>",
                "RCPT TO:<bob@example.test.>",
                "RCPT TO:<\"bob\"@example.test>",
                "RCPT TO:<\"b ob\"@example.test>",
                "RCPT TO:<b..ob@example.test>",
                "RCPT TO:<.bob@example.test>",
                "RCPT TO:<bob.@example.test>",
                "RCPT TO:<bob@example.test..>",
                "RCPT TO:<@relay.test:bob@example.test>",
                "RCPT TO:<@relay.test,@other.test:bob@example.test.>",
                "RCPT TO:<@relay.test:@other.test:bob@example.test>",
                "RCPT TO:<bob%other.test@example.test>",
                "RCPT TO:<bob+tag=x/y@example.test>",
                "RCPT TO:<bob@example.test> NOTIFY=NEVER",
                "RCPT TO:<bob@example.test> FOO=bar")) {
            all.add(rcpt(line));
        }
        contents(all);
        return all;
    }

    private static void contents(List<OddInput> all) {
        all.add(content("a line of 2,000 octets", HEADER + "\r\n" + "x".repeat(2_000)));
        all.add(content("a line of 70,000 octets", HEADER + "\r\n" + "x".repeat(70_000)));
        all.add(content("LF alone in the header", HEADER.replace("\r\n", "\n") + "\r\nx"));
        all.add(content("LF alone in the body", HEADER + "\r\na\nb"));
        all.add(content("CR alone in the body", HEADER + "\r\na\rb"));
        all.add(content("CR CR LF", HEADER + "\r\na\r\r\nb"));
        all.add(content("NUL in the body", HEADER + "\r\na\0b"));
        all.add(content("NUL in the header", "X-Nul: a\0b\r\n" + HEADER + "\r\nx"));
        all.add(content("no header, no body", ""));
        all.add(content("a header without a body", HEADER));
        all.add(content("a body without a header", "just text"));
        all.add(content("no From, no Date", "Subject: odd\r\n\r\nx"));
        all.add(content("two From fields", "From: a@x.test\r\nFrom: b@x.test\r\n\r\nx"));
        all.add(content("a line without a colon in the header", "From: a@x.test\r\nno field\r\nSubject: x\r\n\r\nx"));
        all.add(content("a blank before the colon", "From : a@x.test\r\nSubject : x\r\n\r\nx"));
        all.add(content("the first line is a continuation", " folded\r\n" + HEADER + "\r\nx"));
        all.add(content(
                "a field of 50,000 octets in lines",
                "To: " + "bob@example.test,\r\n ".repeat(2_500) + "x@x.test\r\n" + HEADER + "\r\nx"));
        all.add(content(
                "a field of 50,000 octets in one line", "X-Long: " + "x".repeat(50_000) + "\r\n" + HEADER + "\r\nx"));
        all.add(content("2,000 fields", "X-Field: x\r\n".repeat(2_000) + HEADER + "\r\nx"));
        all.add(content(
                "60 Received fields",
                "Received: by x.test; Thu, 1 Jan 2026 12:00:00 +0000\r\n".repeat(60) + HEADER + "\r\nx"));
        all.add(content("8 bits in the header", "X-Name: Gr\u00fc\u00dfe\r\n" + HEADER + "\r\nx"));
        all.add(content("8 bits in the body, without BODY=", HEADER + "\r\nGr\u00fc\u00dfe"));
        all.add(content("a Date that is none", "Date: yesterday\r\n" + HEADER + "\r\nx"));
        all.add(content(
                "a multipart without an end",
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n" + HEADER + "\r\n--b\r\n\r\nx"));
        all.add(content(
                "a Content-Type that is none", "MIME-Version: 1.0\r\nContent-Type: ;;;=\r\n" + HEADER + "\r\nx"));
        all.add(content("dots at the begin of lines", HEADER + "\r\n..\r\n..x\r\n. x"));
    }
}
