package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;

/** Whatever octets a name server answers: a message or an IOException, and "there is none" only from one that can know. */
class AuthoritativeAnswersFuzzTest {

    @FuzzTest(maxDuration = "1m")
    void nothingIsDeniedByAServerThatDoesNotKnow(byte[] octets) {
        Message answer;
        try {
            answer = new Message(octets);
        } catch (IOException e) {
            return; // dnsjava asks the next server
        }
        Resolver server = mock(Resolver.class);
        when(server.sendAsync(any(Message.class))).thenReturn(CompletableFuture.completedFuture(answer));
        try {
            Message meant = new AuthoritativeAnswers(server).send(new Message());
            boolean denies = meant.getSection(Section.ANSWER).isEmpty()
                    && (meant.getRcode() == Rcode.NOERROR || meant.getRcode() == Rcode.NXDOMAIN);
            assertThat(!denies
                            || meant.getHeader().getFlag(Flags.AA)
                            || meant.getHeader().getFlag(Flags.RA))
                    .isTrue();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("lame answer");
        }
    }
}
