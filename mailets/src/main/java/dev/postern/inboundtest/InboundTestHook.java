package dev.postern.inboundtest;

import dev.postern.address.AddressText;
import dev.postern.inbound.Reply;
import dev.postern.intake.StorageReservation;
import dev.postern.recipient.Recipient;
import dev.postern.text.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.Hook;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookResultHook;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts the one message of an inbound test, and nothing else at the addresses that are set aside for such tests: not from own
 * servers either. Who may not use an address, and whoever tries one that does not exist, is told that there is no such recipient: the
 * reply tells nobody whether an address exists.
 *
 * <p>The message must have no other recipient and at most 64 KiB; a client that may use the address is told so. The test is used up at
 * the end of DATA, right before the hook that stores the message, and given back if that fails. Safe for any thread.
 */
public final class InboundTestHook implements RcptHook, JamesMessageHook, HookResultHook {
    /** The largest message that a test accepts, in bytes. */
    static final int LARGEST = 64 * 1024;

    private static final Reply OTHER_RECIPIENTS =
            new Reply("550", "5.5.3", "A message to a test address can have no other recipient");
    private static final Reply TOO_LARGE =
            new Reply("552", "5.3.4", "A message to a test address can have 64 KiB at most");
    private static final Logger LOGGER = LoggerFactory.getLogger(InboundTestHook.class);
    private static final AttachmentKey<Recipient> ADMITTED =
            AttachmentKey.of("dev.postern.inbound-test", Recipient.class);
    /** The name of a message for which a test is used up and that is not stored yet. */
    private static final AttachmentKey<String> ACCEPTED =
            AttachmentKey.of("dev.postern.inbound-test-accepted", String.class);

    private final InboundTests tests;
    private final DomainList ownDomains;

    @Inject
    public InboundTestHook(InboundTests tests, DomainList ownDomains) {
        this.tests = tests;
        this.ownDomains = ownDomains;
    }

    /** Returns whether that recipient is the address of a test that accepts the message: it is not verified like others. */
    public static boolean isAdmitted(SMTPSession session, MailAddress recipient) {
        return session.getAttachment(ADMITTED, State.Transaction)
                .filter(new Recipient(recipient)::equals)
                .isPresent();
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        List<MailAddress> others =
                session.getAttachment(SMTPSession.RCPT_LIST, State.Transaction).orElse(List.of());
        try {
            if (!isReserved(recipient)) {
                return others.stream().anyMatch(other -> isAdmitted(session, other))
                        ? OTHER_RECIPIENTS.toHookResult()
                        : HookResult.DECLINED;
            }
            if (tests.admits(sender, recipient).isEmpty()) {
                return refused(session, sender, recipient, Reply.NO_SUCH_RECIPIENT);
            }
        } catch (DomainListException | RuntimeException e) {
            LOGGER.error("Session {}: could not look up a test address; deferring it", session.getSessionID(), e);
            return Reply.DOMAINS_UNKNOWN.toHookResult();
        }
        if (!others.isEmpty()) {
            return refused(session, sender, recipient, OTHER_RECIPIENTS);
        }
        if (StorageReservation.announcedSize(session) > LARGEST) {
            return refused(session, sender, recipient, TOO_LARGE);
        }
        session.setAttachment(ADMITTED, new Recipient(recipient), State.Transaction);
        return HookResult.DECLINED;
    }

    private boolean isReserved(MailAddress recipient) throws DomainListException {
        return TestAddress.isReserved(recipient) && ownDomains.containsDomain(recipient.getDomain());
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        try {
            for (MailAddress recipient : mail.getRecipients()) {
                if (isReserved(recipient)) {
                    return accept(session, mail, recipient);
                }
            }
            return HookResult.DECLINED;
        } catch (DomainListException | IOException | RuntimeException e) {
            LOGGER.error("Message {}: could not use up a test address; deferring it", mail.getName(), e);
            return Reply.NOT_STORED.toHookResult();
        }
    }

    private HookResult accept(SMTPSession session, Mail mail, MailAddress recipient) throws IOException {
        if (mail.getRecipients().size() > 1) {
            return refused(session, mail.getMaybeSender(), recipient, OTHER_RECIPIENTS);
        }
        if (session.currentMessageSize() > LARGEST) {
            return refused(session, mail.getMaybeSender(), recipient, TOO_LARGE);
        }
        if (!tests.accept(mail.getMaybeSender(), recipient, mail.getName())) {
            return refused(session, mail.getMaybeSender(), recipient, Reply.NO_SUCH_RECIPIENT);
        }
        session.setAttachment(ACCEPTED, mail.getName(), State.Transaction);
        return HookResult.DECLINED;
    }

    private HookResult refused(SMTPSession session, MaybeSender sender, MailAddress recipient, Reply reply) {
        String client = AddressText.of(session.getRemoteAddress().getAddress());
        String from = Printable.of(sender.asString(""));
        LOGGER.info(
                "Session {}: rejecting a message from {} at {} to a test address with {} {}",
                session.getSessionID(),
                from,
                client,
                reply.code(),
                reply.status());
        String answer = reply.code() + " " + reply.status() + " " + reply.text();
        tests.refused(
                recipient,
                "A message from <" + from + "> at " + client + " to the test address was rejected: " + answer,
                Map.of("sender", from, "client", client, "reply", answer));
        return reply.toHookResult();
    }

    /** The hook that stores the message has answered. */
    @Override
    public HookResult onHookResult(SMTPSession session, HookResult result, long milliseconds, Hook hook) {
        if (!(hook instanceof JamesMessageHook)
                || hook == this
                || result.getResult().equals(HookReturnCode.declined())) {
            return result;
        }
        session.removeAttachment(ACCEPTED, State.Transaction)
                .filter(message -> !result.getResult().equals(HookReturnCode.ok()))
                .ifPresent(this::giveBack);
        return result;
    }

    private void giveBack(String message) {
        try {
            tests.giveBack(message);
        } catch (IOException e) {
            LOGGER.error("Could not open a test address again after message {} was not stored", message, e);
        }
    }
}
