package dev.postern.smtp;

import com.google.common.base.CharMatcher;
import dev.postern.utf8.SmtpUtf8Hook;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.handler.CommandDispatcher;
import org.apache.james.protocols.smtp.SMTPSession;

/**
 * Dispatches commands as James does, but reads MAIL and RCPT as UTF-8 in a session to which SMTPUTF8 was announced (RFC
 * 6531 §3.3). Every octet beyond ASCII of another line, or of one that is not UTF-8, becomes U+FFFD, as in James.
 */
public final class SmtpCommandDispatcher extends CommandDispatcher<SMTPSession> {
    private static final Set<String> INTERNATIONAL = Set.of("MAIL", "RCPT");

    @Override
    protected Request parseRequest(SMTPSession session, byte[] line) throws Exception {
        if (!SmtpUtf8Hook.isAnnounced(session) || isAscii(line)) {
            return super.parseRequest(session, line);
        }
        Optional<Request> request = decoded(line).flatMap(SmtpCommandDispatcher::request);
        return request.isPresent() ? request.get() : super.parseRequest(session, line);
    }

    private static Optional<Request> request(String line) {
        String[] parts = line.trim().split(" ", 2);
        String command = parts[0].toUpperCase(Locale.ROOT);
        return parts.length == 2 && CharMatcher.ascii().matchesAllOf(parts[0]) && INTERNATIONAL.contains(command)
                ? Optional.of(new BaseRequest(command, parts[1]))
                : Optional.empty();
    }

    private static boolean isAscii(byte[] line) {
        for (byte octet : line) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> decoded(byte[] line) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
