package dev.postern.testing.docker;

import dev.postern.testing.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;

/** A Postfix in a container, which keeps the mail for its domains and sends by {@code swaks}. */
public final class MailContainer implements AutoCloseable {

    private final GenericContainer<?> container;
    private final Network network;

    private MailContainer(GenericContainer<?> container, Network network) {
        this.container = container;
        this.network = network;
    }

    /**
     * Starts it.
     *
     * @param name its host name and alias in the network
     * @param relayhost where mail for other domains goes; may be empty
     */
    static MailContainer start(Network network, ContainerSite site, String name, String domains, String relayhost) {
        var certificate = site.ca.issue(name);
        var container = new GenericContainer<>(DockerImages.postfix())
                .withImagePullPolicy(image -> false)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withEnv("NAME", name)
                .withEnv("DOMAINS", domains)
                .withEnv("RELAYHOST", relayhost)
                .withCopyToContainer(Transferable.of(certificate.chainPem()), "/certificates/" + name + ".crt")
                .withCopyToContainer(Transferable.of(certificate.keyPem(), 0100600), "/certificates/" + name + ".key")
                .waitingFor(Wait.forLogMessage(".*daemon started.*", 1));
        container.start();
        return new MailContainer(container, network);
    }

    /** Its address in the network. */
    String address() {
        return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
                .filter(joined -> network.getId().equals(joined.getNetworkID()))
                .findFirst()
                .orElseThrow()
                .getIpAddress();
    }

    /**
     * Gives a message to a server.
     *
     * @param options of swaks, such as {@code --tls}
     * @return the whole conversation
     */
    public String send(String server, String from, String to, String marker, String... options) {
        List<String> command = new ArrayList<>(
                List.of("swaks", "--server", server, "--from", from, "--to", to, "--header", "Subject: " + marker));
        command.addAll(List.of(options));
        ExecResult result = run(command);
        return result.getStdout() + result.getStderr();
    }

    /** The message with that subject as it is in a mailbox, waited for. */
    public String await(String marker) {
        return Await.value("mail " + marker, Await.PATIENCE, () -> mail(marker), container::getLogs);
    }

    public Optional<String> mail(String marker) {
        ExecResult result = run(List.of(
                "sh",
                "-c",
                "file=$(grep -rlF -- \"$1\" /mail | head -n 1); [ -n \"$file\" ] && cat \"$file\"",
                "sh",
                marker));
        return result.getExitCode() == 0 ? Optional.of(result.getStdout()) : Optional.empty();
    }

    /** Takes it off the network, or puts it back, as a server that is down. */
    public void pause(boolean down) {
        String id = container.getContainerId();
        if (down) {
            container.getDockerClient().pauseContainerCmd(id).exec();
        } else {
            container.getDockerClient().unpauseContainerCmd(id).exec();
        }
    }

    private ExecResult run(List<String> command) {
        try {
            return container.execInContainer(command.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        container.close();
    }
}
