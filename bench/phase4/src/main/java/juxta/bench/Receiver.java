package juxta.bench;

import com.helger.http.EHttpMethod;
import com.helger.collection.commons.CommonsArrayList;
import com.helger.collection.commons.ICommonsList;
import com.helger.http.header.HttpHeaderMap;
import com.helger.phase4.attachment.WSS4JAttachment;
import com.helger.phase4.crypto.IAS4CryptoFactory;
import com.helger.phase4.ebms3header.Ebms3SignalMessage;
import com.helger.phase4.ebms3header.Ebms3UserMessage;
import com.helger.phase4.incoming.AS4RequestHandler;
import com.helger.phase4.incoming.AS4ServerInitializer;
import com.helger.phase4.incoming.IAS4IncomingMessageMetadata;
import com.helger.phase4.incoming.IAS4IncomingMessageState;
import com.helger.phase4.incoming.spi.AS4MessageProcessorResult;
import com.helger.phase4.incoming.spi.AS4SignalMessageProcessorResult;
import com.helger.phase4.incoming.spi.IAS4IncomingMessageProcessorSPI;
import com.helger.phase4.error.AS4ErrorList;
import com.helger.phase4.model.pmode.IPMode;
import com.helger.phase4.servlet.AS4UnifiedResponse;
import com.helger.phase4.servlet.AS4XServletHandler;
import com.helger.phase4.servlet.IAS4ServletRequestHandlerCustomizer;
import com.helger.web.scope.IRequestWebScopeWithoutResponse;
import com.helger.web.scope.mgr.WebScopeManager;
import com.helger.xservlet.AbstractXServlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.w3c.dom.Node;

/** The receiving side: phase4 behind Jetty and mutual TLS 1.3; a document is on the disk before its receipt is signed. Arguments: certificates, where to store. */
public final class Receiver {
  /** Takes each document: into the journal, with the message that it came in as proof of its origin. */
  private record Keeper(Journal journal) implements IAS4IncomingMessageProcessorSPI {
    @Override
    public AS4MessageProcessorResult processAS4UserMessage(
        IAS4IncomingMessageMetadata metadata,
        HttpHeaderMap headers,
        Ebms3UserMessage message,
        IPMode mode,
        Node payload,
        ICommonsList<WSS4JAttachment> attachments,
        IAS4IncomingMessageState state,
        AS4ErrorList errors) {
      if (!state.isSoapSignatureChecked() || !state.isSoapDecrypted())
        throw new IllegalStateException("a message that was not signed and sealed");
      if (attachments.size() != 1) throw new IllegalStateException("a message has one document");
      try (InputStream document = attachments.get(0).getSourceStream()) {
        journal.keep(message.getMessageInfo().getMessageId().getBytes(StandardCharsets.UTF_8), document.readAllBytes());
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
      return AS4MessageProcessorResult.createSuccess();
    }

    @Override
    public AS4SignalMessageProcessorResult processAS4SignalMessage(
        IAS4IncomingMessageMetadata metadata,
        HttpHeaderMap headers,
        Ebms3SignalMessage signal,
        IPMode mode,
        IAS4IncomingMessageState state,
        AS4ErrorList errors) {
      throw new IllegalStateException("no signal is expected here");
    }

    @Override
    public void processAS4ResponseMessage(
        IAS4IncomingMessageMetadata metadata,
        IAS4IncomingMessageState state,
        String id,
        byte[] bytes,
        boolean available,
        AS4ErrorList errors) {}
  }

  private static final class Door extends AbstractXServlet {
    Door(IAS4CryptoFactory signing, IAS4CryptoFactory encryption, IAS4IncomingMessageProcessorSPI keeper) {
      final AS4XServletHandler handler = new AS4XServletHandler();
      handler.setRequestHandlerCustomizer(
          new IAS4ServletRequestHandlerCustomizer() {
            @Override
            public void customizeBeforeHandling(
                IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler request) {
              request.setCryptoFactorySign(signing);
              request.setCryptoFactoryCrypt(encryption);
              request.setProcessorSupplier(() -> new CommonsArrayList<>(keeper));
            }

            @Override
            public void customizeAfterHandling(
                IRequestWebScopeWithoutResponse scope, AS4UnifiedResponse response, AS4RequestHandler request) {}
          });
      handlerRegistry().registerHandler(EHttpMethod.POST, handler);
    }
  }

  public static void main(String[] arguments) throws Exception {
    Party.quiet();
    final Party party = new Party(Path.of(arguments[0]), Party.RECEIVER);
    final Keeper keeper = new Keeper(new Journal(Path.of(arguments[1], "received")));

    final Server server = new Server();
    final SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(party.tls());
    ssl.setNeedClientAuth(true);
    ssl.setIncludeProtocols("TLSv1.3");
    final HttpConfiguration http = new HttpConfiguration();
    http.addCustomizer(new SecureRequestCustomizer(false));
    final ServerConnector connector =
        new ServerConnector(server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    // Connections outlive the turns of the other engine.
    connector.setIdleTimeout(3_600_000);
    server.addConnector(connector);

    final IAS4CryptoFactory signing = party.crypto("signing");
    final IAS4CryptoFactory encryption = party.crypto("encryption");
    final ServletContextHandler context = new ServletContextHandler("/");
    context.addEventListener(
        new ServletContextListener() {
          @Override
          public void contextInitialized(ServletContextEvent event) {
            WebScopeManager.onGlobalBegin(event.getServletContext());
            AS4ServerInitializer.initAS4Server();
            Party.agreed();
            // Not before the scopes of phase4 are open.
            event.getServletContext().addServlet("as4", new Door(signing, encryption, keeper)).addMapping("/as4");
          }
        });
    server.setHandler(context);
    server.start();
    System.out.println("ready https://127.0.0.1:" + connector.getLocalPort() + "/as4");
    // Whoever started it ends it by closing its input, also by his own end.
    while (System.in.read() >= 0) {}
    Runtime.getRuntime().halt(0);
  }
}
