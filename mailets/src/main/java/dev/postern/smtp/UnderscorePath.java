package dev.postern.smtp;

import dev.postern.envelope.EnvelopeAddress;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.james.protocols.api.Response;
import org.jspecify.annotations.Nullable;

/**
 * The argument of MAIL or RCPT whose address James rejects for an underscore in its domain alone.
 *
 * @param standIn the argument with another domain, for James to check everything else
 * @param address the true one, which must take the place of James's before anybody is judged by it
 */
record UnderscorePath(String standIn, MailAddress address) {
    private static final Pattern ARGUMENT = Pattern.compile(
            "((?i:FROM|TO)\\s*:\\s*<)((?:\"(?:[^\"\\\\<>]|\\\\[^<>])*+\"|[^\"<>@\\s]++)@)([A-Za-z0-9._-]++)(>.*)",
            Pattern.DOTALL);

    /** James's check of an argument and its hooks' answer; null if all accept. */
    interface Checks {
        @Nullable
        Response of(@Nullable String argument);
    }

    /**
     * Returns what the checks say of the argument, with the stand-in in its place where James needs one.
     *
     * @param truth is then given the true address, if they accept
     */
    static @Nullable Response check(
            UnderscoreDomains domains, @Nullable String argument, Checks checks, Consumer<MailAddress> truth) {
        Optional<UnderscorePath> path = of(domains, argument);
        Response rejection = checks.of(path.isPresent() ? path.get().standIn() : argument);
        if (rejection == null) {
            path.map(UnderscorePath::address).ifPresent(truth);
        }
        return rejection;
    }

    /** Returns it; empty if James shall read the argument as it is. */
    private static Optional<UnderscorePath> of(UnderscoreDomains domains, @Nullable String argument) {
        if (argument == null || domains == UnderscoreDomains.REJECTED || argument.indexOf('_') < 0) {
            return Optional.empty();
        }
        Matcher parts = ARGUMENT.matcher(argument);
        if (!parts.matches() || parts.group(3).indexOf('_') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new UnderscorePath(
                    parts.group(1) + parts.group(2) + parts.group(3).replace('_', 'x') + parts.group(4),
                    EnvelopeAddress.parse(parts.group(2) + parts.group(3))));
        } catch (AddressException e) {
            return Optional.empty();
        }
    }
}
