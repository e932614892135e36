package dev.postern.partner;

import dev.postern.sasl.Credentials;
import java.util.List;
import java.util.Optional;

/**
 * Says how configured next hops are used, apart from their TLS rule.
 *
 * @param alternatives further next hops, tried in their order when the first does not accept the mail
 * @param implicitTls whether TLS begins at once (RFC 8314 §3.3); empty: at port 465 only
 * @param credentials by which we log in (RFC 4954), once the connection satisfies its rule; empty: not at all
 */
public record Submission(List<NextHop> alternatives, Optional<Boolean> implicitTls, Optional<Credentials> credentials) {
    private static final int SUBMISSIONS = 465;

    /** One next hop, by STARTTLS or by its port, without logging in. */
    public static final Submission NONE = new Submission(List.of(), Optional.empty(), Optional.empty());

    public Submission {
        alternatives = List.copyOf(alternatives);
    }

    /** Returns whether TLS begins at once there. */
    public boolean isImplicitTls(NextHop nextHop) {
        return implicitTls.orElse(nextHop.port() == SUBMISSIONS);
    }
}
