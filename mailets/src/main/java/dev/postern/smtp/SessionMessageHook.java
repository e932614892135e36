package dev.postern.smtp;

import dev.postern.address.AddressText;
import dev.postern.recipient.Recipient;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.server.core.MailImpl;
import org.apache.james.smtpserver.AddDefaultAttributesMessageHook;
import org.apache.james.smtpserver.JamesMessageHook;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Gives a message what James's own mailets and matchers expect to know of its session: the client's address, the name that
 * it gave, whether it may relay. In the place of James's {@code AddDefaultAttributesMessageHook}, which asks the DNS for
 * the client's name; here the address stands for it. Each recipient is named once. Safe for any thread.
 */
public final class SessionMessageHook implements JamesMessageHook {
    @Override
    public HookResult onMessage(SMTPSession session, Mail mail) {
        String client = AddressText.of(session.getRemoteAddress().getAddress());
        if (mail instanceof MailImpl impl) {
            impl.setRemoteAddr(client);
            impl.setRemoteHost(client);
        }
        // A recipient that is named twice is one: some of James's matchers answer with sets, and James takes one that
        // is
        // smaller than the list for a part of it, and treats a rest without recipients as a message of its own.
        mail.setRecipients(Recipient.addresses(Recipient.of(mail)));
        mail.setAttribute(new Attribute(Mail.SMTP_SESSION_ID, AttributeValue.of(session.getSessionID())));
        session.getAttachment(SMTPSession.CURRENT_HELO_NAME, State.Connection)
                .ifPresent(helo -> mail.setAttribute(new Attribute(Mail.SMTP_HELO, AttributeValue.of(helo))));
        if (session.getUsername() != null) {
            mail.setAttribute(new Attribute(
                    Mail.SMTP_AUTH_USER, AttributeValue.of(session.getUsername().asString())));
        }
        if (session.isRelayingAllowed()) {
            mail.setAttribute(new Attribute(
                    AttributeName.of(AddDefaultAttributesMessageHook.SMTP_AUTH_NETWORK_NAME), AttributeValue.of(true)));
        }
        return HookResult.DECLINED;
    }
}
