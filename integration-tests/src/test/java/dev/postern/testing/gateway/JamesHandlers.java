package dev.postern.testing.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packaged {@code smtpserver.xml} with James's own SMTP handlers in the place of ours: our hooks are missing. */
public final class JamesHandlers {
    private static final String OURS = "(?s)<handlerchain.*?(/>|</handlerchain>)";

    private JamesHandlers() {}

    public static String onEveryListener() {
        return packaged().replaceAll(OURS, chain());
    }

    /** The second listener has them, and takes clear text; the first one is as packaged. */
    public static String onTheSecondListener() {
        String xml = packaged();
        int second = xml.indexOf("<smtpserver ", xml.indexOf("<smtpserver ") + 1);
        return xml.substring(0, second)
                + xml.substring(second).replaceAll(OURS, chain()).replace("socketTLS=\"true\"", "socketTLS=\"false\"");
    }

    private static String packaged() {
        try {
            String xml = Files.readString(GatewayProcess.distribution().resolve("conf/smtpserver.xml"));
            assertThat(xml).contains("dev.postern.smtp.SmtpHandlers");
            return xml;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** James's own package of handlers needs users; these do the same without. */
    private static String chain() {
        return "<handlerchain coreHandlersPackage=\"org.apache.james.smtpserver.jmx.JMXHandlersLoader\">"
                + Stream.of(
                                "protocols.api.handler.CommandDispatcher",
                                "protocols.smtp.core.HeloCmdHandler",
                                "protocols.smtp.core.esmtp.EhloCmdHandler",
                                "protocols.smtp.core.QuitCmdHandler",
                                "protocols.smtp.core.UnknownCmdHandler",
                                "smtpserver.JamesWelcomeMessageHandler",
                                "smtpserver.JamesMailCmdHandler",
                                "smtpserver.JamesRcptCmdHandler",
                                "smtpserver.JamesDataCmdHandler",
                                "smtpserver.DataLineJamesMessageHookHandler",
                                "smtpserver.SendMailHandler")
                        .map("<handler class=\"org.apache.james.%s\"/>"::formatted)
                        .collect(Collectors.joining("", "", "</handlerchain>"));
    }
}
