package dev.postern.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** Where the content of large messages is kept, and that it goes. */
class LargeSourceTest {
    private static final int MIB = 1024 * 1024;
    private static final int MOST = (int) (Runtime.getRuntime().maxMemory() / 8 / MIB);

    @Test
    void whatIsShortIsInMemoryAndWhatIsLongIsInAFile() throws Exception {
        LargeSource small = read(content(MIB));
        LargeSource large = read(content(5 * MIB));
        Path file = large.file().orElseThrow();

        assertThat(small.file()).isEmpty();
        assertThat(small.getInputStream().readAllBytes()).isEqualTo(content(MIB));
        assertThat(large.getInputStream().readAllBytes()).isEqualTo(content(5 * MIB));
        assertThat(large.getMessageSize()).isEqualTo(5 * MIB);
        small.dispose();
        large.dispose();
        assertThat(file).doesNotExist();
    }

    /** Messages that wait could else take all the heap there is. */
    @Test
    void whatHasNoRoomInMemoryIsInAFile() throws Exception {
        List<LargeSource> held = new ArrayList<>();
        do {
            held.add(read(content(MIB)));
        } while (last(held).file().isEmpty() && held.size() <= MOST);

        Path file = last(held).file().orElseThrow();
        assertThat(held).hasSizeGreaterThan(MOST / 2);
        held.forEach(LargeSource::dispose);
        assertThat(file).doesNotExist();
        LargeSource again = read(content(MIB));
        assertThat(again.file()).isEmpty();
        again.dispose();
    }

    @Test
    void itStaysUntilTheLastWhoSharesItHasDisposedOfIt() throws Exception {
        LargeSource one = read(content(MIB));
        LargeSource other = one.share();
        one.dispose();
        one.dispose();

        assertThat(other.getInputStream().readAllBytes()).isEqualTo(content(MIB));
        other.dispose();
        assertThatThrownBy(other::getInputStream).isInstanceOf(IOException.class);
    }

    @Test
    void whatTheBrokerBreaksOffTakesNoRoom() throws Exception {
        for (int time = 0; time <= MOST; time++) {
            assertThatThrownBy(() -> read(content(MIB), Optional.of(new ActiveMQException("broken off"))))
                    .isInstanceOf(ActiveMQException.class);
        }

        LargeSource next = read(content(MIB));
        assertThat(next.file()).isEmpty();
        next.dispose();
    }

    private static LargeSource last(List<LargeSource> sources) {
        return sources.get(sources.size() - 1);
    }

    private static LargeSource read(byte[] content) throws IOException, ActiveMQException {
        return read(content, Optional.empty());
    }

    private static LargeSource read(byte[] content, Optional<ActiveMQException> failure)
            throws IOException, ActiveMQException {
        ClientMessage message =
                Mockito.mock(ClientMessage.class, Mockito.withSettings().stubOnly());
        Mockito.doAnswer(call -> {
                    OutputStream out = call.getArgument(0);
                    out.write(content);
                    if (failure.isPresent()) {
                        throw failure.get();
                    }
                    return null;
                })
                .when(message)
                .saveToOutputStream(Mockito.any());
        return LargeSource.of("id", message, new FirstBytes(0));
    }

    private static byte[] content(int size) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) 'x');
        return content;
    }
}
