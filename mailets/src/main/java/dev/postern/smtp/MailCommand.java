package dev.postern.smtp;

import dev.postern.inbound.RelayRule;
import dev.postern.intake.StorageReservation;
import dev.postern.utf8.InternationalAddress;
import dev.postern.utf8.SmtpUtf8Hook;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPRetCode;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.smtpserver.JamesMailCmdHandler;
import org.jspecify.annotations.Nullable;

/**
 * Handles MAIL as James does, but rejects a parameter that was not announced (RFC 5321 §4.1.1.11): the client asked for
 * an extension, such as REQUIRETLS, that it would not get. Safe for any thread.
 */
public final class MailCommand extends JamesMailCmdHandler {
    private static final Response UNKNOWN_PARAMETER =
            new SMTPResponse("555", "5.5.4 MAIL parameter not supported").immutable();
    private static final Response TWICE = new SMTPResponse("501", "5.5.4 Duplicate MAIL parameter").immutable();
    private static final Set<String> VALUED = Set.of("SIZE=", "RET=", "ENVID="); // RFC 1870, RFC 3461
    private static final Set<String> BODIES = Set.of("BODY=7BIT", "BODY=8BITMIME"); // RFC 6152 §2

    private final RelayRule relay;
    private final UnderscoreDomains underscores;

    @Inject
    public MailCommand(MetricFactory metrics, DomainList domains, RelayRule relay, UnderscoreDomains underscores) {
        super(metrics, domains);
        this.relay = relay;
        this.underscores = underscores;
    }

    @Override
    public Response onCommand(SMTPSession session, Request given) {
        DsnHook.forget(session);
        StorageReservation.forget(session);
        if (given.getArgument() == null) {
            return super.onCommand(session, given);
        }
        boolean utf8 = SmtpUtf8Hook.isAnnounced(session)
                && parameters(given.getArgument()).anyMatch(SmtpUtf8Hook.KEYWORD::equalsIgnoreCase);
        return EnvelopePath.readable(session, relay, given.getArgument(), utf8)
                .map(readable -> answer(session, new BaseRequest(given.getCommand(), readable), utf8))
                .orElseGet(() -> PathCheck.SENDER.beyondAscii(utf8));
    }

    private Response answer(SMTPSession session, Request request, boolean utf8) {
        String argument = request.getArgument();
        Optional<Response> rejection = PathCheck.SENDER.rejection(argument, end(argument));
        if (rejection.isPresent()) {
            return rejection.get();
        }
        if (isTwice(argument)) {
            return TWICE;
        }
        boolean known = parameters(argument)
                .allMatch(word -> isKnown(word) || (utf8 && SmtpUtf8Hook.KEYWORD.equalsIgnoreCase(word)));
        if (!known) {
            return UNKNOWN_PARAMETER;
        }
        Response response = super.onCommand(session, request);
        if (SMTPRetCode.MAIL_OK.equals(response.getRetCode())) {
            SmtpUtf8Hook.begin(session, utf8);
        }
        return response;
    }

    @Override
    protected @Nullable Response doFilterChecks(SMTPSession session, String command, @Nullable String argument) {
        return UnderscorePath.check(
                underscores,
                argument,
                any -> super.doFilterChecks(session, command, any),
                sender -> session.setAttachment(SMTPSession.SENDER, MaybeSender.of(sender), State.Transaction));
    }

    /** The values are the extensions' to read. */
    private static boolean isKnown(String parameter) {
        String word = parameter.toUpperCase(Locale.ROOT);
        return (VALUED.stream().anyMatch(word::startsWith) && !InternationalAddress.isBeyondAscii(word))
                || BODIES.contains(word);
    }

    /** Returns whether a parameter occurs twice; James would use the last one. */
    private static boolean isTwice(String argument) {
        return parameters(argument)
                        .map(word -> word.split("=", 2)[0].toUpperCase(Locale.ROOT))
                        .distinct()
                        .count()
                < parameters(argument).count();
    }

    /** What stands behind the address; James finds its end in the same way. */
    private static Stream<String> parameters(String argument) {
        int end = end(argument);
        String rest = end < 0 ? "" : argument.substring(end + 1);
        return rest.startsWith(" ") // else James takes it for a part of the address, and refuses it
                ? Stream.of(rest.strip().split("\\s+")).filter(word -> !word.isEmpty())
                : Stream.empty();
    }

    private static int end(String argument) {
        return argument.indexOf('>', Math.max(argument.indexOf('<'), 0));
    }
}
