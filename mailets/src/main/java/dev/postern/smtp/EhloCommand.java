package dev.postern.smtp;

import java.util.List;
import javax.inject.Inject;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.protocols.api.Request;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.smtp.SMTPResponse;
import org.apache.james.protocols.smtp.SMTPRetCode;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.core.esmtp.EhloCmdHandler;

/**
 * Handles EHLO as James does, but replies with the greeting of RFC 5321 §4.1.1.1, our host name and a short text, which does not
 * repeat the client's name. Safe for any thread.
 */
public final class EhloCommand extends EhloCmdHandler {
    private static final int CODE_AND_SEPARATOR = 4;

    @Inject
    public EhloCommand(MetricFactory metrics) {
        super(metrics);
    }

    @Override
    public Response onCommand(SMTPSession session, Request request) {
        Response response = super.onCommand(session, request);
        if (!SMTPRetCode.MAIL_OK.equals(response.getRetCode())) {
            return response;
        }
        List<CharSequence> lines = response.getLines();
        var greeting = new SMTPResponse(
                response.getRetCode(), session.getConfiguration().getHelloName() + " at your service");
        lines.subList(1, lines.size())
                .forEach(line -> greeting.appendLine(line.subSequence(CODE_AND_SEPARATOR, line.length())));
        return greeting;
    }
}
