package dev.postern.dsn;

import java.util.Optional;
import org.apache.james.core.MailAddress;

/**
 * The outcome for one recipient: one block of a DSN (RFC 3464 §2.3).
 *
 * @param status enhanced status code (RFC 3463), its class included
 * @param remoteMta the server that answered, if one did
 * @param explanation what happened, for people who know nothing of mail servers; whole sentences, each line with its end
 * @param advice what they can do; empty if there is nothing to do
 * @param confidential whether the content was kept back because it must not travel unprotected
 */
public record RecipientStatus(
        MailAddress recipient,
        Action action,
        String status,
        Optional<Diagnostic> diagnostic,
        Optional<String> remoteMta,
        String explanation,
        Optional<String> advice,
        boolean confidential) {}
