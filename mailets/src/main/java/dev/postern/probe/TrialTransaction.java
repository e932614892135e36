package dev.postern.probe;

import dev.postern.recipient.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/**
 * A transaction without content: MAIL, RCPT and RSET. Its addresses are ASCII.
 *
 * @param sender empty: the null sender
 * @param recipient empty: RCPT is not said
 */
public record TrialTransaction(Optional<MailAddress> sender, Optional<MailAddress> recipient) {
    /** Ends the transaction; nothing of it is kept by a server (RFC 5321 §4.1.1.5). */
    static final String RSET = "RSET";

    /** Returns the commands before RSET, in their order. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        commands.add("MAIL FROM:<" + sender.map(Recipient::text).orElse("") + ">");
        recipient.ifPresent(address -> commands.add("RCPT TO:<" + Recipient.text(address) + ">"));
        return commands;
    }
}
