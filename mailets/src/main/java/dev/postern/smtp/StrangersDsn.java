package dev.postern.smtp;

import dev.postern.recipient.Recipient;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;

/**
 * Limits the DSN parameters of a sender whom nothing proves, so that no stranger has the gateway, or the server behind it,
 * write to a forged address more than it must: headers only, and never of success.
 *
 * <p>The parameters are announced to all, as a client says EHLO before it says who it is, and accepted from all. RFC 3461 §4.1
 * asks for a report of success; that one is not made here is a deviation on purpose.
 */
final class StrangersDsn {
    /** Whatever was asked for; also where nothing was. */
    static final Optional<Ret> RET = Optional.of(Ret.HDRS);

    private StrangersDsn() {}

    /** The same without SUCCESS. A sender that asked for nothing else wants to hear of no failure (RFC 3461 §4.1). */
    static Map<Recipient, RecipientDsnParameters> limited(Map<Recipient, RecipientDsnParameters> said) {
        Map<Recipient, RecipientDsnParameters> limited = new HashMap<>();
        said.forEach((recipient, wanted) -> RecipientDsnParameters.of(
                        wanted.getNotifyParameter().map(StrangersDsn::withoutSuccess), wanted.getOrcptParameter())
                .ifPresent(kept -> limited.put(recipient, kept)));
        return limited;
    }

    private static EnumSet<Notify> withoutSuccess(EnumSet<Notify> when) {
        EnumSet<Notify> rest = EnumSet.copyOf(when);
        rest.remove(Notify.SUCCESS);
        return rest.isEmpty() ? EnumSet.of(Notify.NEVER) : rest;
    }
}
