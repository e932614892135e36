package dev.postern.attempt;

import dev.postern.quirks.Extension;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.FailureKind;
import dev.postern.smtpclient.SmtpReply;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Tells whether a reply may be about an extension rather than about the message: only then is the message worth another attempt
 * without it. A status about an address, a mailbox, the mail system or a policy says that it is not (RFC 3463 §2).
 */
final class ExtensionRefusal {
    /** Syntax, an unknown command or parameter, the order of commands (RFC 5321 §4.2.3); 455 and 555 are about parameters. */
    private static final Set<Integer> ABOUT_COMMAND = Set.of(500, 501, 502, 504, 555, 455);

    private static final Set<Extension> ABOUT_MESSAGE = Set.of(Extension.EIGHTBITMIME, Extension.SMTPUTF8);

    private ExtensionRefusal() {}

    /**
     * Returns the extensions that a reply to MAIL or RCPT may be about, the most suspicious first.
     *
     * @param used those whose parameters the command has
     */
    static List<Extension> ofParameters(SmtpReply reply, Collection<Extension> used) {
        return used.stream()
                .filter(extension -> isAbout(reply, extension))
                .sorted(Comparator.<Extension, Boolean>comparing(extension -> !extension.isNamedIn(reply.text()))
                        .thenComparing(extension -> extension == Extension.SMTPUTF8))
                .toList();
    }

    private static boolean isAbout(SmtpReply reply, Extension extension) {
        if (reply.isPositive() || !isAboutProtocol(reply)) {
            return false;
        }
        if (extension == Extension.SMTPUTF8 && !reply.isPermanent()) {
            return false; // to leave it out is to return the message
        }
        if (ABOUT_COMMAND.contains(reply.code()) || reply.status().startsWith("5.")) {
            return true;
        }
        return reply.isPermanent()
                && reply.code() != 552
                && (extension.isNamedIn(reply.text())
                        || (reply.code() == 554 && ABOUT_MESSAGE.contains(extension))
                        || (reply.status().startsWith("6.") && ABOUT_MESSAGE.contains(extension)));
    }

    /** Returns true if a reply to BDAT may be about BDAT. */
    static boolean isOfChunk(SmtpReply reply) {
        boolean code = ABOUT_COMMAND.contains(reply.code()) || reply.code() == 503 || reply.code() == 552;
        return !reply.isPositive()
                && ((code && !reply.status().startsWith("2.") && !reply.status().startsWith("7."))
                        || isStatusOfProtocol(reply)
                        || Extension.CHUNKING.isNamedIn(reply.text()));
    }

    /** Returns true if a reply to the content says that the server does not accept 8-bit content. */
    static boolean isOfEightBits(SmtpReply reply) {
        return reply.isPermanent()
                && (reply.status().equals("6.1") || reply.status().equals("6.3"));
    }

    /** Returns true if a reply to RCPT or DATA may come of commands that were said together. */
    static boolean isOfPipelining(SmtpReply reply) {
        boolean protocol = reply.status().equals("5.0") || reply.status().equals("5.1");
        return reply.code() == 503
                || (reply.isPermanent() && (protocol || Extension.PIPELINING.isNamedIn(reply.text())));
    }

    /**
     * Returns true if a transaction may have broken off because commands were said together: a server that cannot do that closes,
     * falls silent, or answers as if a command had never come.
     */
    static boolean isOfPipelining(Cause why) {
        return why.trouble() == FailureKind.BROKE_OFF
                || why.trouble() == FailureKind.NO_SMTP
                || (why.replied() && why.reason().startsWith("503"));
    }

    private static boolean isAboutProtocol(SmtpReply reply) {
        String status = reply.status();
        return reply.code() == 555 || status.equals("0.0") || isStatusOfProtocol(reply) || status.startsWith("6.");
    }

    /** RFC 3463 §3.6; x.5.3 is about the number of recipients. */
    private static boolean isStatusOfProtocol(SmtpReply reply) {
        return reply.status().startsWith("5.") && !reply.status().equals("5.3");
    }
}
