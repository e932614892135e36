package dev.postern.intake;

import dev.postern.address.AddressText;
import dev.postern.filter.EditedContent;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Accept;
import dev.postern.filter.FilterVerdict.Discard;
import dev.postern.filter.FilterVerdict.Quarantine;
import dev.postern.filter.FilterVerdict.Reject;
import dev.postern.filter.HeaderEdit;
import dev.postern.inbound.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import javax.mail.MessagingException;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.HookReturnCode;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageWrapper;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the content filter's verdict at the end of DATA, after all rules and before the spool, and adds the header
 * field that says how the message arrived ({@link ArrivalField}), if configured. An unchanged message keeps its bytes.
 * Safe for any thread.
 */
public final class ContentHook implements JamesMessageHook {
    /** Why a filter wants a message set aside; its value is the reason. */
    public static final AttributeName QUARANTINE = AttributeName.of("dev.postern.filter.quarantine");

    private static final Logger LOGGER = LoggerFactory.getLogger(ContentHook.class);
    private static final AttachmentKey<FilterVerdict> VERDICT =
            AttachmentKey.of("dev.postern.filter-verdict", FilterVerdict.class);
    private static final HookResult DISCARDED = HookResult.builder()
            .hookReturnCode(HookReturnCode.ok())
            .smtpReturnCode("250")
            .smtpDescription("2.6.0 Message received")
            .build();

    private final ArrivalField arrival;

    @Inject
    public ContentHook(ArrivalField arrival) {
        this.arrival = arrival;
    }

    /** Remembers the verdict on the message that the hooks see next. */
    static void judged(SMTPSession session, FilterVerdict verdict) {
        session.setAttachment(VERDICT, verdict, State.Transaction);
    }

    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        FilterVerdict verdict =
                session.getAttachment(VERDICT, State.Transaction).orElse(Accept.UNCHANGED);
        List<HeaderEdit> edits = new ArrayList<>(arrival.edits(mail));
        if (verdict instanceof Reject reject) {
            log(session, mail, "rejecting it with " + reject.code() + " " + reject.status() + " " + reject.text());
            return new Reply(reject.code(), reject.status(), reject.text()).toHookResult();
        } else if (verdict instanceof Discard) {
            log(session, mail, "discarding it");
            return DISCARDED;
        } else if (verdict instanceof Quarantine quarantine) {
            log(session, mail, "quarantining it: " + quarantine.reason());
            mail.setAttribute(new Attribute(QUARANTINE, AttributeValue.of(quarantine.reason())));
        } else if (verdict instanceof Accept accept) {
            edits.addAll(0, accept.edits()); // the filter counts fields as it saw them
        }
        return edits.isEmpty() ? HookResult.DECLINED : edited(mail, edits);
    }

    private static HookResult edited(Mail mail, List<HeaderEdit> edits) {
        try {
            if (!(mail instanceof MailImpl impl) || !(impl.getMessage() instanceof MimeMessageWrapper message)) {
                throw new MessagingException("it is no message of this server");
            }
            try (InputStream content = new EditedContent(() -> stream(message), edits).open()) {
                impl.setMessageContent(MimeMessageInputStreamSource.create(mail.getName(), content));
            }
            return HookResult.DECLINED;
        } catch (IOException | MessagingException e) {
            LOGGER.error("Message {}: could not change its header section; deferring it", mail.getName(), e);
            return Reply.NOT_STORED.toHookResult();
        }
    }

    private static InputStream stream(MimeMessageWrapper message) throws IOException {
        try {
            return message.getMessageInputStream();
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    private static void log(SMTPSession session, Mail mail, String what) {
        LOGGER.info(
                "Message {} from {}, client {}: by decision of the content filter, {}",
                mail.getName(),
                mail.getMaybeSender().asPrettyString(),
                AddressText.of(session.getRemoteAddress().getAddress()),
                what);
    }
}
