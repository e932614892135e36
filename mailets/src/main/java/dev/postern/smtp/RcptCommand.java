package dev.postern.smtp;

import dev.postern.address.AddressText;
import dev.postern.inbound.KnownSenders;
import dev.postern.inbound.PendingReply;
import dev.postern.inbound.RelayRule;
import dev.postern.inbound.Reply;
import dev.postern.inboundtest.InboundTestHook;
import dev.postern.text.Printable;
import dev.postern.utf8.SmtpUtf8Hook;
import dev.postern.verification.RecipientVerdict;
import dev.postern.verification.RecipientVerification;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.BaseRequest;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.smtpserver.JamesRcptCmdHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles RCPT as James does, but parses its parameters strictly (RFC 3461 §4): James ends the session at a duplicate.
 * Rejects a parameter that was not announced (RFC 5321 §4.1.1.11). A recipient to which no hook objects is verified
 * last, unless the client may relay: it gets its own bounces; or unless it is the address of an inbound test. Safe for any thread.
 */
public final class RcptCommand extends JamesRcptCmdHandler {
    private static final Response UNREADABLE = new SMTPResponse("501", "5.5.4 Invalid RCPT parameter").immutable();
    private static final Response UNKNOWN_PARAMETER =
            new SMTPResponse("555", "5.5.4 RCPT parameter not supported").immutable();
    private static final Logger LOGGER = LoggerFactory.getLogger(RcptCommand.class);
    private static final String VERB = "RCPT";
    private static final Set<String> KNOWN = Set.of("NOTIFY", "ORCPT"); // RFC 3461

    private final RecipientVerification verification;
    private final KnownSenders senders;
    private final RelayRule relay;
    private final UnderscoreDomains underscores;

    @Inject
    public RcptCommand(
            MetricFactory metrics,
            DomainList domains,
            RecipientVerification verification,
            KnownSenders senders,
            RelayRule relay,
            UnderscoreDomains underscores) {
        super(metrics, domains);
        this.underscores = underscores;
        this.relay = relay;
        this.verification = verification;
        this.senders = senders;
    }

    @Override
    public @Nullable Response onCommand(SMTPSession session, Request given) {
        Optional<PendingReply> pending = PendingReply.take(session);
        if (pending.isPresent()) {
            return pending.get().reply();
        }
        if (given.getArgument() == null) {
            return super.onCommand(session, given);
        }
        boolean utf8 = SmtpUtf8Hook.isRequested(session);
        Optional<String> readable = EnvelopePath.readable(session, relay, given.getArgument(), utf8);
        return readable.isPresent()
                ? answer(session, new BaseRequest(given.getCommand(), readable.get()))
                : PathCheck.RECIPIENT.beyondAscii(utf8);
    }

    private @Nullable Response answer(SMTPSession session, Request request) {
        String argument = request.getArgument();
        Optional<Response> rejection = PathCheck.RECIPIENT.rejection(argument, argument.lastIndexOf('>'));
        if (rejection.isPresent()) {
            return rejection.get();
        }
        if (!isReadable(argument.strip())) {
            return UNREADABLE;
        }
        return parameters(argument.strip()).stream().allMatch(parameter -> KNOWN.contains(name(parameter)))
                ? super.onCommand(session, request)
                : UNKNOWN_PARAMETER;
    }

    @Override
    protected @Nullable Response doFilterChecks(SMTPSession session, String command, @Nullable String argument) {
        return UnderscorePath.check(
                underscores,
                argument,
                any -> super.doFilterChecks(session, command, any),
                recipient -> session.setAttachment(CURRENT_RECIPIENT, recipient, State.Transaction));
    }

    /** Called once all hooks have accepted the recipient. */
    @Override
    protected @Nullable Response doCoreCmd(SMTPSession session, String command, String parameters) {
        if (session.isRelayingAllowed()
                || recipient(session)
                        .filter(recipient -> InboundTestHook.isAdmitted(session, recipient))
                        .isPresent()) {
            return super.doCoreCmd(session, command, parameters);
        }
        CompletableFuture<RecipientVerdict> verdict = verdict(session);
        if (verdict.isDone()) {
            return reply(session, verdict.join());
        }
        PendingReply.leave(session, VERB, verdict, () -> reply(session, verdict.join()));
        return null;
    }

    private CompletableFuture<RecipientVerdict> verdict(SMTPSession session) {
        try {
            return recipient(session)
                    .map(verification::verify)
                    .orElse(CompletableFuture.completedFuture(RecipientVerdict.UNKNOWN))
                    .exceptionally(failure -> failed(session, failure));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(session, e));
        }
    }

    private static RecipientVerdict failed(SMTPSession session, Throwable failure) {
        LOGGER.error("Session {}: could not verify a recipient", session.getSessionID(), failure);
        return RecipientVerdict.UNVERIFIED;
    }

    private static Optional<MailAddress> recipient(SMTPSession session) {
        return session.getAttachment(CURRENT_RECIPIENT, State.Transaction);
    }

    private @Nullable Response reply(SMTPSession session, RecipientVerdict verdict) {
        return switch (verdict) {
            case ACCEPTED -> super.doCoreCmd(session, VERB, "");
            case UNKNOWN -> refused(session, Reply.NO_SUCH_RECIPIENT);
            case UNVERIFIED -> refused(session, Reply.RECIPIENT_UNVERIFIED);
            // A bounce to a partner goes to no stranger, and no stranger shall keep a partner's mail out.
            case OVERLOADED ->
                senders.isKnown(session, sender(session))
                        ? super.doCoreCmd(session, VERB, "")
                        : refused(session, Reply.RECIPIENT_UNVERIFIED);
        };
    }

    private static MaybeSender sender(SMTPSession session) {
        return session.getAttachment(SMTPSession.SENDER, State.Transaction).orElse(MaybeSender.nullSender());
    }

    private static Response refused(SMTPSession session, Reply reply) {
        LOGGER.info(
                "Session {}: rejecting recipient {} from {} with {} {}",
                session.getSessionID(),
                recipient(session).map(MailAddress::asString).map(Printable::of).orElse(""),
                AddressText.of(session.getRemoteAddress().getAddress()),
                reply.code(),
                reply.status());
        return reply.toResponse();
    }

    private static boolean isReadable(String argument) {
        String rest = rest(argument);
        // James splits the whole at each space, and takes what stands twice, be it nothing, for a fault of its own.
        if (argument.contains("  ") || !rest.startsWith(" ")) {
            return rest.isEmpty() && !argument.contains("  ");
        }
        Set<String> names = new HashSet<>();
        return parameters(argument).stream()
                .allMatch(parameter -> names.add(name(parameter)) && isReadable(name(parameter), parameter));
    }

    private static List<String> parameters(String argument) {
        String rest = rest(argument).strip();
        return rest.isEmpty() ? List.of() : List.of(rest.split(" ", -1));
    }

    /** What stands behind the address; James finds its end in the same way. */
    private static String rest(String argument) {
        int end = argument.lastIndexOf('>');
        return end < 0 ? "" : argument.substring(end + 1);
    }

    private static String name(String parameter) {
        return parameter.split("=", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** A parameter of another name is not supported, whatever its value. */
    private static boolean isReadable(String name, String parameter) {
        String value = parameter.length() > name.length() ? parameter.substring(name.length() + 1) : "";
        return switch (name) {
            case "NOTIFY" -> DsnParameterParser.notify(value).isPresent();
            case "ORCPT" -> DsnParameterParser.isOriginalRecipient(value);
            default -> true;
        };
    }
}
