package dev.postern.smtp;

import dev.postern.inbound.Reply;
import java.util.Optional;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;

/** Checks the path of MAIL or RCPT before James reads it: James accepts paths that could not be sent on, or that it would misread. */
final class PathCheck {
    static final PathCheck SENDER = new PathCheck("sender", "501", "5.1.7", Reply.SENDER_TOO_LONG);
    static final PathCheck RECIPIENT = new PathCheck("recipient", "553", "5.1.3", Reply.RECIPIENT_TOO_LONG);

    private final Response controlCharacter;
    private final Response tooLong;
    private final Response syntaxError;
    private final Response notAnnounced;
    private final Response notInternational;

    private PathCheck(String whose, String code, String status, Reply tooLong) {
        this.controlCharacter = reply("501", status + " The " + whose + "'s address has a control character");
        this.tooLong = reply(tooLong.code(), tooLong.status() + " " + tooLong.text());
        this.syntaxError = reply(code, status + " Syntax error in " + whose + " address");
        this.notAnnounced = reply(
                "553",
                "5.6.7 The " + whose + "'s address has characters beyond ASCII, which MAIL must announce by SMTPUTF8");
        this.notInternational = reply(
                "553",
                status + " The " + whose + "'s address is not a valid internationalized mail address (RFC 6531)");
    }

    private static Response reply(String code, String text) {
        return new SMTPResponse(code, text).immutable();
    }

    /**
     * Returns the reply that rejects the command; empty if James may read it.
     *
     * @param argument of the command, in the form of {@link EnvelopePath}
     * @param end of the path in it
     */
    Optional<Response> rejection(String argument, int end) {
        if (argument.chars().anyMatch(Character::isISOControl)) {
            return Optional.of(controlCharacter); // in quotes James accepts it, and no server could be told it
        }
        if (PathLength.isExceeded(argument, end)) {
            return Optional.of(tooLong);
        }
        return EnvelopePath.hasTextBehindLiteral(argument) ? Optional.of(syntaxError) : Optional.empty();
    }

    /**
     * Returns the reply to a path with characters beyond ASCII that it may not have, or that make no address.
     *
     * @param utf8 whether MAIL has, or had, the parameter SMTPUTF8
     */
    Response beyondAscii(boolean utf8) {
        return utf8 ? notInternational : notAnnounced;
    }
}
