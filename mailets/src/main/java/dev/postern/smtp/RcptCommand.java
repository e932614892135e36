package dev.postern.smtp;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.inject.Inject;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.smtpserver.JamesRcptCmdHandler;

/**
 * James's RCPT, with its parameters read strictly (RFC 3461 §4): James ends the session at one that stands there twice. Safe
 * for any thread.
 */
public final class RcptCommand extends JamesRcptCmdHandler {
    private static final Response UNREADABLE =
            new SMTPResponse("501", "5.5.4 A parameter of RCPT cannot be read").immutable();

    @Inject
    public RcptCommand(MetricFactory metrics, DomainList domains) {
        super(metrics, domains);
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        String argument = request.getArgument();
        return argument == null || isReadable(argument.strip()) ? super.onCommand(session, request) : UNREADABLE;
    }

    private static boolean isReadable(String argument) {
        int end = argument.lastIndexOf('>'); // James finds the end of the address in the same way
        String rest = end < 0 ? "" : argument.substring(end + 1);
        // James splits the whole at each space, and takes what stands twice, be it nothing, for a fault of its own.
        if (argument.contains("  ") || !rest.startsWith(" ")) {
            return rest.isEmpty() && !argument.contains("  ");
        }
        Set<String> names = new HashSet<>();
        return List.of(rest.strip().split(" ", -1)).stream()
                .allMatch(parameter -> names.add(name(parameter)) && isReadable(name(parameter), parameter));
    }

    private static String name(String parameter) {
        return parameter.split("=", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** A parameter of another name is James's to refuse. */
    private static boolean isReadable(String name, String parameter) {
        String value = parameter.length() > name.length() ? parameter.substring(name.length() + 1) : "";
        return switch (name) {
            case "NOTIFY" -> DsnWords.notify(value).isPresent();
            case "ORCPT" -> DsnWords.isOriginalRecipient(value);
            default -> true;
        };
    }
}
