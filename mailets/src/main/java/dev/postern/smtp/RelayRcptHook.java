package dev.postern.smtp;

import dev.postern.address.AddressText;
import dev.postern.inbound.Reply;
import dev.postern.partner.MailDomain;
import dev.postern.text.Printable;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import javax.inject.Inject;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.api.DomainListException;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.RcptHook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rejects at RCPT TO recipients outside our own domains (James's domain list), unless the client may relay ({@code
 * authorizedAddresses} of the SMTP server).
 *
 * <p>It also rejects source routing through us or the server behind us: a local part with {@code @}, {@code %} or
 * {@code !} may name another mailbox elsewhere, and a server that trusts us would send it there. Address literals are
 * not own domains. If the domain list cannot be read, nobody may relay. Safe for any thread.
 */
public final class RelayRcptHook implements RcptHook {
    private static final Logger LOGGER = LoggerFactory.getLogger(RelayRcptHook.class);
    private static final String ROUTING = "@%!";

    private final DomainList ownDomains;

    @Inject
    public RelayRcptHook(DomainList ownDomains) {
        this.ownDomains = ownDomains;
    }

    @Override
    public HookResult doRcpt(SMTPSession session, MaybeSender sender, MailAddress recipient) {
        if (session.isRelayingAllowed()) {
            return HookResult.DECLINED;
        }
        try {
            if (isOurs(recipient)) {
                return HookResult.DECLINED;
            }
            LOGGER.info(
                    "Session {}: relaying from {} to {} denied",
                    session.getSessionID(),
                    AddressText.of(session.getRemoteAddress().getAddress()),
                    printable(recipient));
            return Reply.RELAYING_DENIED.toHookResult();
        } catch (DomainListException | RuntimeException e) {
            LOGGER.error(
                    "Session {}: could not read the domain list; deferring the recipient", session.getSessionID(), e);
            return Reply.DOMAINS_UNKNOWN.toHookResult();
        }
    }

    /** A quoted local part may hold control characters, which must not forge log lines. */
    private static String printable(MailAddress address) {
        return Printable.of(address.asString());
    }

    private boolean isOurs(MailAddress recipient) throws DomainListException {
        // A server may take a fullwidth @, % or ! for the plain one.
        return Normalizer.normalize(recipient.getLocalPart(), Form.NFKC).chars().noneMatch(c -> ROUTING.indexOf(c) >= 0)
                && !MailDomain.isAddressLiteral(recipient)
                && ownDomains.containsDomain(recipient.getDomain());
    }
}
