package dev.postern.smtp;

import dev.postern.inboundtest.InboundTestHook;
import dev.postern.intake.ContentFailure;
import dev.postern.intake.ContentHook;
import dev.postern.intake.HeaderSectionLimit;
import dev.postern.intake.MemoryLimit;
import dev.postern.intake.MessageContent;
import dev.postern.intake.MessageSizeLimit;
import dev.postern.intake.MissingFields;
import dev.postern.intake.ReceivedHeaderFilter;
import dev.postern.intake.SpoolHandler;
import dev.postern.intake.StorageReservation;
import dev.postern.utf8.SmtpUtf8Hook;
import dev.postern.xclient.XclientCommand;
import java.util.List;
import java.util.stream.Stream;
import org.apache.james.protocols.api.handler.CommandHandlerResultLogger;
import org.apache.james.protocols.lib.handler.HandlersPackage;
import org.apache.james.protocols.smtp.core.ExpnCmdHandler;
import org.apache.james.protocols.smtp.core.HeloCmdHandler;
import org.apache.james.protocols.smtp.core.HelpCmdHandler;
import org.apache.james.protocols.smtp.core.NoopCmdHandler;
import org.apache.james.protocols.smtp.core.QuitCmdHandler;
import org.apache.james.protocols.smtp.core.RsetCmdHandler;
import org.apache.james.protocols.smtp.core.UnknownCmdHandler;
import org.apache.james.protocols.smtp.core.VrfyCmdHandler;
import org.apache.james.protocols.smtp.core.log.HookResultLogger;
import org.apache.james.smtpserver.JamesDataCmdHandler;
import org.apache.james.smtpserver.JamesWelcomeMessageHandler;

/**
 * The handlers of a gateway's SMTP server: {@code <handlerchain coreHandlersPackage="dev.postern.smtp.SmtpHandlers">}.
 *
 * <p>James's own but for AUTH, which a gateway without users has no use for; the hook that lets anybody write to any
 * postmaster; and what asks the DNS for the client's name. VRFY, EXPN and HELP are answered 502. The order is that of the
 * hooks: the first one that refuses is heard.
 */
public final class SmtpHandlers implements HandlersPackage {
    private static final List<String> HANDLERS = Stream.of(
                    JamesWelcomeMessageHandler.class,
                    SmtpCommandDispatcher.class,
                    // Commands
                    HeloCmdHandler.class,
                    EhloCommand.class,
                    StartTlsCommand.class,
                    XclientCommand.class,
                    MailCommand.class,
                    RcptCommand.class,
                    JamesDataCmdHandler.class,
                    RsetCmdHandler.class,
                    NoopCmdHandler.class,
                    QuitCmdHandler.class,
                    HelpCmdHandler.class,
                    VrfyCmdHandler.class,
                    ExpnCmdHandler.class,
                    UnknownCmdHandler.class,
                    // MAIL and RCPT
                    IntakeHook.class,
                    RelayTlsMailHook.class,
                    RateHook.class,
                    PartnerTlsMailHook.class,
                    RelayRcptHook.class,
                    DsnHook.class,
                    SmtpUtf8Hook.class,
                    // The lines of a message: what catches every failure; its size, its header's, its disk and its
                    // memory, our
                    // Received field, and what insists on CR LF and ends it.
                    ContentFailure.class,
                    MessageSizeLimit.class,
                    HeaderSectionLimit.class,
                    StorageReservation.class,
                    MemoryLimit.class,
                    ReceivedHeaderFilter.class,
                    MissingFields.class,
                    MessageContent.class,
                    // The whole message; InboundTestHook, which looks at RCPT too, uses up a test address right before
                    // SpoolHandler queues the message and says 250.
                    SessionMessageHook.class,
                    TlsSessionMessageHook.class,
                    ContentHook.class,
                    InboundTestHook.class,
                    SpoolHandler.class,
                    // Every answer
                    ErrorLimit.class,
                    CommandHandlerResultLogger.class,
                    HookResultLogger.class)
            .map(Class::getName)
            .toList();

    @Override
    public List<String> getHandlers() {
        return HANDLERS;
    }
}
