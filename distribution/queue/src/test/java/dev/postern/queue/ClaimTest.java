package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private final Receiver lost = mock(Receiver.class);
    private final Receiver next = mock(Receiver.class);
    private final ClientMessage message = mock(ClientMessage.class);
    private final ClientMessage again = mock(ClientMessage.class);
    private final Claim claim = new Claim(new Claims(), "id", lost, message);

    /** The thread that takes it again had found the claim a moment before it was given up: else nobody would have it. */
    @Test
    void aMessageThatCouldNotBePutBackIsGivenOutWhenItComesAgain() throws Exception {
        var content = new BytesSource("id", new byte[0]);
        doThrow(new ActiveMQException("lost")).when(lost).requeue(any(), any());
        assertThatThrownBy(() -> claim.requeue(content)).hasMessage("lost");

        assertThat(claim.resume(next, again)).isFalse();
        verifyNoInteractions(next);
    }

    @Test
    void aMessageThatIsDoneWithIsAcknowledgedWhenItComesAgain() throws Exception {
        doThrow(new ActiveMQException("lost")).when(lost).acknowledge(any());
        claim.acknowledge();

        assertThat(claim.resume(next, again)).isTrue();
        verify(next).acknowledge(again);
    }
}
